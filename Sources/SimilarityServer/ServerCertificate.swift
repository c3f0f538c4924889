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
    /// What the files held when they were last read.
    var seen: Contents
    var fault: String?
  }

  /// The bytes of both files.
  private struct Contents: Equatable {
    let chain: [UInt8]
    let key: [UInt8]
  }

  /// A chain and the key of its first certificate.
  private struct Pair {
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
    let files = try Self.read(chain: chainPath, key: keyPath)
    state = Mutex(State(pair: try Self.pair(of: files, chain: chainPath, key: keyPath), seen: files))
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

  /// Reads the files again, and tries what they hold if one has changed.
  ///
  /// What was refused is not tried again before it changes: it would fail for the same reason, and the library that tries it
  /// keeps some of the memory.
  ///
  /// - Returns: false where they hold what they held before, and nothing was tried.
  @discardableResult func reload(logger: Logger) -> Bool {
    do {
      let files = try Self.read(chain: chainPath, key: keyPath)
      let isNew = state.withLock { state in
        defer { state.seen = files }
        return state.seen != files
      }
      guard isNew else { return false }
      let pair = try Self.pair(of: files, chain: chainPath, key: keyPath)
      state.withLock { $0 = State(pair: pair, seen: files) }
      logger.info("certificate", metadata: ["chain": "\(pair.chain.count)"])
    } catch {
      let isNew = state.withLock { state in
        defer { state.fault = "\(error)" }
        return state.fault != "\(error)"
      }
      if isNew { logger.error("certificate cannot be read; the one before holds", metadata: ["error": "\(error)"]) }
    }
    return true
  }

  private static func read(chain: String, key: String) throws -> Contents {
    Contents(chain: try ByteSource.readAll(path: chain), key: try ByteSource.readAll(path: key))
  }

  private static func pair(of files: Contents, chain chainPath: String, key keyPath: String) throws -> Pair {
    guard let certificates = try? NIOSSLCertificate.fromPEMBytes(files.chain), !certificates.isEmpty else {
      throw DataError(
        .badData, at: chainPath, "holds no certificate", remedy: "give a file that begins -----BEGIN CERTIFICATE-----")
    }
    guard let key = try? NIOSSLPrivateKey(bytes: files.key, format: .pem) else {
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
    return Pair(chain: chain, key: .privateKey(key))
  }
}
