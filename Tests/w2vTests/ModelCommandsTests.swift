import Files
import Foundation
import TestSupport
import Testing

/// Training, asking, exporting and importing, through the program as it is used.
@Suite struct ModelCommandsTests {
  @Test func a_model_is_trained_asked_exported_imported_and_asked_again() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train("--label", "first")
    let asked = try await Program.run("similar", "track:a0", "--models", models, "-k", "5", "--json")
    #expect(asked.status == 0, "\(asked.errors)")
    let cards = try asked.objects()
    #expect(cards.count == 5)
    #expect(asked.keys(ofLine: 0) == ["id", "name", "by", "score", "percentile", "seed", "because"])
    // Tracks of the other scene share no playlist with the seed.
    #expect(cards.allSatisfy { ($0["id"] as? String)?.hasPrefix("track:a") == true }, "\(asked.output)")

    let tables = ["input", "context"].map { corpus.folder("\($0).bin") }
    for table in tables {
      let role = Paths.name(of: table).prefix { $0 != "." }
      let exported = try await Program.run(
        "export", "--models", models, "--table", String(role), "--format", "binary", "-o", table)
      #expect(exported.status == 0 && exported.output.contains("20 tracks, dimension 8"), "\(exported)")
    }
    let other = corpus.folder("other")
    let imported = try await Program.run(
      "import", tables[0], "--context", tables[1], "--catalog", corpus.catalog, "--models", other, "--json")
    #expect(imported.status == 0, "\(imported.errors)")
    let published = try #require(try imported.objects().first)
    #expect((published["items"] as? [String: Int]) == ["tracks": 20, "albums": 2, "artists": 2, "playlists": 0])
    #expect(published["corpus"] is NSNull)
    // A model with counts draws seldom tracks toward their artists; one without a catalog has no artists.
    let plain = corpus.folder("plain")
    let trained = try await Program.run(["train", corpus.playlists, "--models", plain] + MadeUpCorpus.quick)
    #expect(trained.status == 0, "\(trained)")
    for relation in ["alike", "together"] {
      let question = ["similar", "track:a0", "track:a3", "--relation", relation, "--exact", "--json"]
      let before = try await Program.run(question + ["--models", plain])
      let after = try await Program.run(question + ["--models", other])
      func answers(_ outcome: Program.Outcome) throws -> [String] {
        try outcome.objects().map { "\($0["id"] ?? "") \($0["score"] ?? "")" }
      }
      #expect(before.status == 0 && !before.output.isEmpty)
      if relation == "alike" {
        #expect(try answers(before) == answers(after))
      } else {
        // Vectors are half of what is known of what belongs together: imported ones come without shared playlists.
        #expect(try answers(before).count == answers(after).count)
      }
    }
  }

  @Test func given_items_are_ordered_as_an_answer_orders_them() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    let question = ["similar", "track:a0", "track:a3", "--relation", "together", "--models", models, "--json"]
    let answer = try await Program.run(question + ["-k", "20", "--exact"])
    func cards(_ outcome: Program.Outcome) throws -> [String] {
      try outcome.objects().map { "\($0["id"] ?? "") \($0["score"] ?? "")" }
    }
    let wanted = try cards(answer).filter { !$0.hasPrefix("track:a1 ") }
    let listed = try corpus.folder.write(
      "\n" + (0..<10).flatMap { ["track:b\($0)", " track:a\($0) "] }.joined(separator: "\n") + "\ntrack:x\n",
      as: "candidates.txt")
    let ordered = try await Program.run(
      question + [
        "-k", "50", "--among", listed, "--exclude", "track:a0", "--exclude", "track:a1", "--exclude", "track:a3",
      ])
    #expect(ordered.status == 0 && ordered.errors == "w2v: track:x is not known, and passed over\n", "\(ordered)")
    #expect(try cards(ordered) == wanted)
    let wrong = try corpus.folder.write("track:a4\n\nartist:artist-a\n", as: "wrong.txt")
    let refused = try await Program.run(question + ["--among", wrong])
    #expect(refused.status == 65 && refused.errors.contains("wrong.txt:3: "), "\(refused)")
  }

  @Test(arguments: ["text", "binary", "npy", "fvecs"]) func every_format_is_read_back(format: String) async throws {
    let corpus = try MadeUpCorpus()
    // Without a catalog: what a seed takes from its artist and album is not in the exported vectors.
    let models = corpus.folder("models")
    let trained = try await Program.run(["train", corpus.playlists, "--models", models] + MadeUpCorpus.quick)
    #expect(trained.status == 0, "\(trained.errors)")
    let ids = corpus.folder("vectors.ids")
    let tables = ["input", "context"].map { corpus.folder("\($0).\(format)") }
    for table in tables {
      let role = String(Paths.name(of: table).prefix { $0 != "." })
      let exported = try await Program.run(
        "export", "--models", models, "--table", role, "--format", format, "-o", table, "--ids", ids)
      #expect(exported.status == 0, "\(exported.errors)")
    }
    let other = corpus.folder("other")
    let named = ["npy", "fvecs"].contains(format) ? ["--ids", ids] : []
    let imported = try await Program.run(["import", tables[0], "--context", tables[1], "--models", other] + named)
    #expect(imported.status == 0, "\(imported.errors)")
    let question = ["similar", "track:b1", "--exact", "--json", "--models"]
    func answer(_ models: String) async throws -> [String] {
      try await Program.run(question + [models]).objects().compactMap { $0["id"] as? String }
    }
    #expect(try await answer(models) == answer(other))
  }

  @Test func training_tells_what_it_made() async throws {
    let corpus = try MadeUpCorpus()
    let models = corpus.folder("models")
    let outcome = try await Program.run(
      ["train", corpus.playlists, "--catalog", corpus.catalog, "--models", models, "--label", "x", "--json"]
        + MadeUpCorpus.quick)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors == "")
    let object = try #require(try outcome.objects().first)
    #expect(
      outcome.keys(ofLine: 0) == [
        "version", "folder", "current", "labels", "parent", "derivation", "space", "corpus", "items", "loss",
        "occurrences_per_second", "validation", "training_seconds", "seconds", "bytes",
      ])
    #expect((object["items"] as? [String: Int]) == ["tracks": 20, "albums": 2, "artists": 2, "playlists": 60])
    #expect((object["corpus"] as? [String: Int]) == ["playlists": 60, "occurrences": 300, "rejected": 0])
    #expect(object["labels"] as? [String] == ["x"])
    #expect(object["current"] as? Bool == true)
    #expect(object["parent"] is NSNull)
    let version = try #require(object["version"] as? String)
    #expect(object["folder"] as? String == "\(models)/\(version)")
    #expect(Paths.exists("\(models)/\(version)/manifest.json"))
  }

  @Test func a_label_that_names_no_version_fails_the_verification() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    #expect(try await Program.run("models", "verify", "--models", models).status == 0)
    try DurableFile.write(Array("20200101T000000Z-000000\n".utf8), to: "\(models)/CURRENT")
    let outcome = try await Program.run("models", "verify", "--models", models)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("the label 'current' names '20200101T000000Z-000000', which is not there"))
  }

  @Test func a_catalog_beside_the_playlists_is_used_and_named() async throws {
    let corpus = try MadeUpCorpus()
    let folder = corpus.folder("corpus")
    try Paths.createFolder(folder)
    try DurableFile.write(ByteSource.readAll(path: corpus.playlists), to: "\(folder)/playlists.tsv")
    try DurableFile.write(ByteSource.readAll(path: corpus.catalog), to: "\(folder)/tracks.tsv")
    let models = corpus.folder("models")
    let outcome = try await Program.run(["train", folder, "--models", models] + MadeUpCorpus.quick)
    #expect(outcome.status == 0)
    #expect(outcome.errors == "w2v: \(folder): holds a catalog of 20 tracks; using it\n")
    #expect(outcome.output.contains("20 tracks, 2 albums, 2 artists, 60 playlists"), "\(outcome.output)")
  }

  @Test func an_unpromoted_model_is_reached_by_its_label_only() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    let first = try await Program.run("models", "list", "--models", models, "--json").objects()
    let second = try await Program.run(
      ["train", corpus.playlists, "--models", models, "--no-promote", "--label", "canary", "--seed", "2", "--json"]
        + MadeUpCorpus.quick
    ).objects()
    #expect(second[0]["current"] as? Bool == false)
    #expect(second[0]["parent"] as? String == first[0]["version"] as? String)
    let listed = try await Program.run("models", "list", "--models", models, "--json").objects()
    #expect(listed.count == 2)
    #expect(listed.filter { $0["current"] as? Bool == true }.count == 1)
    let shown = try await Program.run("models", "show", "canary", "--models", models, "--json").objects()
    #expect(shown[0]["version"] as? String == second[0]["version"] as? String)
    // Trained without a catalog: there are no albums to ask for.
    let albums = try await Program.run(
      "similar", "track:a0", "--to", "album", "--models", models, "--model", "canary")
    #expect(albums.status == 1 && albums.output.isEmpty)
    #expect(albums.errors.contains("has no albums; train it with a catalog (--catalog) that names them"))
  }

  @Test func unknown_seeds_are_named_and_the_known_ones_answer() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    let half = try await Program.run("similar", "track:nobody", "track:a0", "--models", models, "--json")
    #expect(half.status == 0)
    #expect(half.errors.contains("track:nobody") && half.errors.contains("w2v similar --find TEXT --models \(models)"))
    #expect(try half.objects().count == 9 || half.objects().count == 10)
    let none = try await Program.run("similar", "track:nobody", "album:nothing", "--models", models)
    #expect(none.status == 1 && none.output.isEmpty)
    #expect(none.errors.contains("track:nobody") && none.errors.contains("album:nothing"))
  }

  @Test func every_kind_answers_every_kind() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    for seed in ["track:a0", "album:album-a", "artist:artist-a", "playlist:p0"] {
      for kind in ["track", "album", "artist", "playlist"] {
        let outcome = try await Program.run("similar", seed, "--to", kind, "-k", "2", "--models", models, "--json")
        let ids = try outcome.objects().compactMap { $0["id"] as? String }
        #expect(outcome.status == 0 && !ids.isEmpty, "\(seed) to \(kind): \(outcome)")
        #expect(ids.allSatisfy { $0.hasPrefix("\(kind):") && $0 != seed }, "\(seed) to \(kind): \(ids)")
      }
    }
  }

  @Test func names_are_found_and_shown() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    let found = try await Program.run("similar", "--find", "SONG 3", "--models", models)
    #expect(found.status == 0)
    #expect(found.output.contains("track:a3  Song 3 - The a"), "\(found.output)")
    let albums = try await Program.run("similar", "--find", "first", "--kind", "album", "--models", models, "--json")
    #expect(albums.keys(ofLine: 0) == ["id", "name", "by", "support"])
    #expect(try albums.objects().count == 2)
    let nothing = try await Program.run("similar", "--find", "zzz", "--models", models)
    #expect(nothing.status == 1 && nothing.errors.contains("is called 'zzz'") && nothing.output.isEmpty)
    let cards = try await Program.run("similar", "track:a0", "--models", models)
    #expect(cards.lines[0].wholeMatch(of: /\ +score  id +name/) != nil)
    #expect(cards.lines.dropFirst().allSatisfy { $0.contains(" - The ") })
  }

  @Test func a_damaged_model_does_not_verify_and_is_not_asked() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    let sound = try await Program.run("models", "verify", "--models", models, "--json")
    #expect(sound.status == 0 && sound.keys(ofLine: 0) == ["version", "ok", "files", "bytes"])
    let version = try #require(try sound.objects()[0]["version"] as? String)
    let victim = "tracks.alike.hnsw"
    let path = "\(models)/\(version)/\(victim)"
    var bytes = try ByteSource.readAll(path: path)
    bytes[bytes.count / 2] ^= 1
    try DurableFile.write(bytes, to: path)
    let broken = try await Program.run("models", "verify", "--models", models, "--json")
    #expect(broken.status == 1 && broken.errors.contains(victim), "\(broken)")
    #expect(broken.keys(ofLine: 0) == ["version", "ok", "fault"])
    let asked = try await Program.run("similar", "track:a0", "--models", models)
    #expect(asked.status == 65 && asked.output.isEmpty && asked.errors.contains(victim), "\(asked)")
  }

  @Test func a_folder_without_models_is_a_missing_input() async throws {
    let folder = try TemporaryFolder()
    for arguments in [
      ["similar", "track:a"], ["similar", "--find", "x"], ["models", "show"], ["models", "verify"],
      ["export", "-o", folder("out")], ["serve", "--bind", "127.0.0.1:0"],
    ] {
      for models in [folder.path, folder("none")] {
        let outcome = try await Program.run(arguments + ["--models", models])
        #expect(outcome.status == 66 && outcome.output.isEmpty, "\(arguments): \(outcome)")
        #expect(outcome.errors.hasPrefix("w2v: \(models): "), "\(arguments): \(outcome.errors)")
      }
    }
    #expect(!Paths.exists(folder("out")))
  }

  @Test func what_cannot_be_written_is_said_before_the_work() async throws {
    let corpus = try MadeUpCorpus()
    let blocked = "\(corpus.playlists)/models"
    let trained = try await Program.run(["train", corpus.playlists, "--models", blocked] + MadeUpCorpus.quick)
    #expect(trained.status == 73 && trained.errors.contains("\(corpus.playlists): is not a folder"), "\(trained)")
    let models = try await corpus.train()
    let exported = try await Program.run("export", "--models", models, "-o", corpus.folder("no/such/file"))
    #expect(exported.status == 73 && exported.errors.contains("there is no folder"), "\(exported)")
  }

  @Test func tables_of_two_trainings_are_not_imported_together() async throws {
    let folder = try TemporaryFolder()
    let input = try folder.write("2 2\na 1 0\nb 0 1\n", as: "input.txt")
    let other = try folder.write("2 2\na 1 0\nc 0 1\n", as: "other.txt")
    let models = folder("models")
    let outcome = try await Program.run("import", input, "--context", other, "--models", models)
    #expect(outcome.status == 65 && outcome.errors.contains("no vector for 'b'"), "\(outcome)")
    #expect(!Paths.exists(models))
    let ids = try folder.write("x\n", as: "ids")
    let refused = try await Program.run("import", input, "--ids", ids, "--models", models)
    #expect(refused.status == 65 && refused.errors.contains("holds ids of its own"), "\(refused)")
    let numbered = try folder.write("2 2\n0 1 0\n1 0 1\n", as: "numbered.txt")
    let few = try await Program.run("import", numbered, "--ids", ids, "--models", models)
    #expect(few.status == 65 && few.errors.contains("1 id for the 2 vectors"), "\(few)")
  }

  @Test func an_interrupted_training_leaves_nothing() async throws {
    let folder = try TemporaryFolder()
    let process = Process()
    let (input, errors) = (Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = ["train", "-", "--format", "lines", "--models", folder("models")]
    process.standardInput = input
    process.standardError = errors
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in continuation.resume() }
      do { try process.run() } catch { return continuation.resume(throwing: error) }
      // More than a pipe holds: once it is written, the program is reading, and waits for more.
      try? input.fileHandleForWriting.write(contentsOf: Data(repeating: UInt8(ascii: "a"), count: 1 << 18))
      process.interrupt()
    }
    #expect(process.terminationReason == .exit && process.terminationStatus == 130)
    let words = try errors.fileHandleForReading.readToEnd() ?? Data()
    #expect(String(decoding: words, as: UTF8.self) == "w2v: interrupted\n")
    #expect(!Paths.exists(folder("models")))
  }
}
