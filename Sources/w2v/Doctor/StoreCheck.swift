import Files
import Foundation
import Similarity

/// Whether a models folder can be served from and published into.
struct StoreCheck {
  let store: ModelStore
  /// Whether every byte of every version is read.
  let isDeep: Bool
  /// How many bytes of memory are to be had; nil where nobody knows.
  let memory: Int?
  let now: Date

  /// A model that should be retrained every week is late by then.
  private static let oldestDays = 8

  /// - Returns: what there is to say; of a folder without a model only that.
  func findings() -> [Finding] {
    let current: ModelStore.Selection
    do { current = try store.select() } catch { return [fault("models", error)] }
    var findings = [selection(current)]
    findings.append(writability)
    findings.append(contentsOf: leftovers + labels)
    findings.append(contentsOf: versions())
    findings.append(result("answers") { try answer(of: current.version) })
    findings.append(result("memory for it") { try fit(current.version) })
    if let disk = disk(for: current.version) { findings.append(disk) }
    findings.append(age(of: current.version))
    findings.append(
      result("deny list") {
        .ok("deny list", "\(Figures.count(try store.denyList().ids.count, of: "item")) taken down")
      })
    findings.append(
      result("experiment") {
        .ok("experiment", try Experiment.read(folder: store.folder) == nil ? "none is running" : "one is running")
      })
    return findings
  }

  private func selection(_ current: ModelStore.Selection) -> Finding {
    guard let note = current.note else { return .ok("models", "\(current.version) is current") }
    return .warning("models", note, remedy: "w2v models promote \(current.version) --models \(store.folder)")
  }

  private var writability: Finding {
    guard access(store.folder, W_OK) == 0 else {
      return .warning(
        "publishing", "this user may not write into \(store.folder)",
        remedy: "serve as you are; train as a user who may, or give this one the right")
    }
    return .ok("publishing", "this user may write into \(store.folder)")
  }

  private var leftovers: [Finding] {
    guard let left = try? store.leftovers(), !left.isEmpty else { return [] }
    return [
      .warning(
        "leftovers", "\(Figures.count(left.count, of: "unfinished version")) of a writer that is at work or has died",
        remedy: "nothing: the next one to publish clears them")
    ]
  }

  private var labels: [Finding] {
    guard let dangling = try? store.danglingLabels() else { return [] }
    return dangling.sorted { $0.key < $1.key }.map { label, version in
      // What is current, and what was before, move by promotion.
      let command = ModelStore.isLabel(label) ? "label \(label) VERSION" : "promote VERSION"
      return .fault(
        "labels", "\(label) names \(version), which is not there",
        remedy: "name a version that is: w2v models \(command) --models \(store.folder)")
    }
  }

  private func versions() -> [Finding] {
    let versions = (try? store.versions()) ?? []
    let broken = versions.compactMap { version -> Finding? in
      do {
        if isDeep { try store.verify(version) } else { try store.verifySizes(version) }
        return nil
      } catch { return fault("versions", error) }
    }
    let how = isDeep ? "every byte is as published" : "all files are there (--deep reads them)"
    return broken.isEmpty ? [.ok("versions", "\(Figures.count(versions.count, of: "version")), \(how)")] : broken
  }

  /// Asks the model for what is like its most popular track.
  private func answer(of version: String) throws -> Finding {
    let names = try store.load(version, parts: .names).model
    guard names[.track].count > 1 else {
      return .warning("answers", "\(version) has fewer than two tracks", remedy: "train on more playlists")
    }
    let query = ShelfQuery(seeds: [ItemID(.track, names[.track].list.ids[0])], count: 1)
    let model = try store.load(version, parts: .answering(query)).model
    let answer = SimilarityEngine(model: model, denied: try store.denyList()).answer(query)
    guard !answer.cards.isEmpty else {
      return .warning(
        "answers", "\(version) finds nothing like its most popular track", remedy: "retrain, and w2v eval")
    }
    return .ok("answers", "\(version) answers")
  }

  private func fit(_ version: String) throws -> Finding {
    let needed = ModelMemory(of: try store.manifest(of: version))
    try needed.check(available: memory, folder: store.folder(of: version))
    let text = "\(Figures.bytes(needed.bytes)) to serve \(version)"
    // While one model takes the place of another both are there.
    guard let memory, 2 * needed.bytes > memory else { return .ok("memory for it", text) }
    return .warning(
      "memory for it", "\(text), twice that while it is exchanged; \(Figures.bytes(memory)) are to be had",
      remedy: "more memory, or a restart for every new version")
  }

  private func disk(for version: String) -> Finding? {
    guard let manifest = try? store.manifest(of: version), let free = Self.freeBytes(store.folder) else { return nil }
    let size = manifest.files.reduce(0) { $0 + $1.bytes }
    let text = "\(Figures.bytes(free)) free, a version takes \(Figures.bytes(size))"
    guard free > 2 * size else {
      return .warning("disk", text, remedy: "w2v models prune --models \(store.folder), or a larger disk")
    }
    return .ok("disk", text)
  }

  private static func freeBytes(_ folder: String) -> Int? {
    var system = statvfs()
    guard statvfs(folder, &system) == 0 else { return nil }
    return Int(clamping: UInt64(system.f_bavail).multipliedReportingOverflow(by: UInt64(system.f_frsize)).partialValue)
  }

  private func age(of version: String) -> Finding {
    guard let created = try? store.manifest(of: version).created, let built = try? Date(created, strategy: .iso8601)
    else { return .warning("age", "\(version) does not tell when it was built", remedy: "publish it again") }
    let days = Int(now.timeIntervalSince(built) / 86_400)
    let text = "built \(Figures.count(max(0, days), of: "day")) ago"
    guard days > Self.oldestDays else { return .ok("age", text) }
    return .warning("age", text, remedy: "look at the weekly training; w2v fold-in knows new tracks meanwhile")
  }

  private func result(_ check: String, _ body: () throws -> Finding) -> Finding {
    do { return try body() } catch { return fault(check, error) }
  }

  private func fault(_ check: String, _ error: any Error) -> Finding {
    let error = error as? DataError ?? .unforeseen(error, at: store.folder)
    return .fault(check, "\(error.place): \(error.fault)", remedy: error.remedy ?? "see the fault")
  }
}
