import SimilarityServer

/// Everything that `w2v serve` can be told, wherever it was said.
struct ServeSettings: Equatable {
  /// The folder of the models.
  var models: String?
  /// The version or label that answers; nil for the current version.
  var model: String?
  /// Where to listen.
  var bind = ServerAddress()
  /// A file of keys.
  var keys: String?
  /// Keys themselves, a line each as in a file.
  var keyLines: String?
  /// Whether an address that other machines can reach needs neither keys nor TLS.
  var isInsecure = false
  /// A file of the certificate chain, and one of its private key.
  var certificate: String?
  var privateKey: String?
  /// The socket on which the service is administered.
  var adminSocket: String?
  /// The share of answers that are compared with exact ones.
  var recallSample = 0.001
  /// How long a connection may be silent.
  var idleSeconds = 60
  /// How long requests in flight may take once the service has been told to stop.
  var drainSeconds = 20
  var logFormat = LogFormat.text
  var logLevel = LogLevel.info
  /// How much a request may ask for.
  var limits = Limits()
}
