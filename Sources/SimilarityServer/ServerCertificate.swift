import Files
import Logging
import NIOCore
import NIOSSL
import Synchronization

/// The certificate and the private key that the server shows to those who connect, from PEM files.
///
/// Files that change are read anew: a certificate is renewed by writing both, and new connections see it within a second.
/// What cannot be read, or does not belong together, changes nothing. Safe to use from any number of threads.
public final class ServerCertificate: Sendable {
  private struct State {
    var pair: Pair
    var fault: String?
  }

  /// A chain and the key of its first certificate.
  private struct Pair {
    let chainBytes: [UInt8]
    let keyBytes: [UInt8]
    let chain: [NIOSSLCertificateSource]
    let key: NIOSSLPrivateKeySource
  }

  private let chainPath: String
  private let keyPath: String
  private let state: Mutex<State>

  /// Reads a certificate chain, the server's own first, and its private key.
  ///
  /// - Throws: `DataError` naming the file that cannot be used.
  public init(chain chainPath: String, key keyPath: String) throws {
    self.chainPath = chainPath
    self.keyPath = keyPath
    state = Mutex(State(pair: try Self.pair(chain: chainPath, key: keyPath)))
  }

  /// TLS 1.2 and later, with whichever certificate is the newest when a connection is made.
  var configuration: TLSConfiguration {
    let pair = state.withLock { $0.pair }
    var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: pair.chain, privateKey: pair.key)
    configuration.minimumTLSVersion = .tlsv12
    configuration.sslContextCallback = { [self] _, promise in
      let pair = state.withLock { $0.pair }
      var newest = NIOSSLContextConfigurationOverride()
      newest.certificateChain = pair.chain
      newest.privateKey = pair.key
      promise.succeed(newest)
    }
    return configuration
  }

  /// Reads the files again if one has changed.
  func reload(logger: Logger) {
    do {
      let (chain, key) = (try ByteSource.readAll(path: chainPath), try ByteSource.readAll(path: keyPath))
      guard state.withLock({ $0.pair.chainBytes != chain || $0.pair.keyBytes != key }) else { return }
      let pair = try Self.pair(chain: chainPath, key: keyPath)
      state.withLock { $0 = State(pair: pair) }
      logger.info("certificate", metadata: ["chain": "\(pair.chain.count)"])
    } catch {
      let isNew = state.withLock { state in
        defer { state.fault = "\(error)" }
        return state.fault != "\(error)"
      }
      if isNew { logger.error("certificate cannot be read; the one before holds", metadata: ["error": "\(error)"]) }
    }
  }

  private static func pair(chain chainPath: String, key keyPath: String) throws -> Pair {
    let (chainBytes, keyBytes) = (try ByteSource.readAll(path: chainPath), try ByteSource.readAll(path: keyPath))
    guard let certificates = try? NIOSSLCertificate.fromPEMBytes(chainBytes), !certificates.isEmpty else {
      throw DataError(
        .badData, at: chainPath, "holds no certificate", remedy: "give a file that begins -----BEGIN CERTIFICATE-----")
    }
    guard let key = try? NIOSSLPrivateKey(bytes: keyBytes, format: .pem) else {
      throw DataError(
        .badData, at: keyPath, "holds no private key without a passphrase",
        remedy: "give a file that begins -----BEGIN PRIVATE KEY-----")
    }
    let chain = certificates.map { NIOSSLCertificateSource.certificate($0) }
    do {
      _ = try NIOSSLContext(
        configuration: .makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key)))
    } catch {
      throw DataError(
        .badData, at: keyPath, "is not the key of the first certificate of \(chainPath)",
        remedy: "give the key that the certificate was made with")
    }
    return Pair(chainBytes: chainBytes, keyBytes: keyBytes, chain: chain, key: .privateKey(key))
  }
}
