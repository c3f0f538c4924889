import Embeddings
import Files
import Foundation
import TestSupport
import Testing

/// `w2v fold-in` and `w2v train --continue-from`, through the program as they are used.
@Suite struct IncrementalTests {
  /// A made-up corpus with a model, and a file of later playlists with a new track `late` among scene a.
  private struct Later {
    let corpus: MadeUpCorpus
    let models: String
    let playlists: String
    let version: String

    init() async throws {
      corpus = try MadeUpCorpus()
      models = try await corpus.train()
      let lines = (0..<12).map { "n\($0)\tLater\t2026-02-01\tlate a\($0 % 10) a\(($0 + 3) % 10) a\(($0 + 5) % 10)\n" }
      playlists = try corpus.folder.write(lines.joined(), as: "later.tsv")
      version = try await Self.version(of: models)
    }

    static func version(of models: String) async throws -> String {
      let shown = try await Program.run("models", "show", "--models", models, "--json").objects()
      return try #require(shown.first?["version"] as? String)
    }

    /// The vectors of a version as an export writes them, a line an id.
    func vectors(of version: String, _ kind: String, _ table: String) async throws -> Set<Substring> {
      let path = corpus.folder("\(version).\(kind).\(table)")
      let outcome = try await Program.run(
        "export", "--models", models, "--model", version, "--kind", kind, "--table", table, "-o", path)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return Set(String(decoding: try ByteSource.readAll(path: path), as: UTF8.self).split(separator: "\n").dropFirst())
    }
  }

  @Test func folding_in_publishes_a_child_in_the_same_space() async throws {
    let later = try await Later()
    let outcome = try await Program.run(
      "fold-in", later.playlists, "--models", later.models, "--label", "today", "--json")
    #expect(outcome.status == 0 && outcome.errors == "", "\(outcome)")
    let child = try #require(try outcome.objects().first)
    let version = try #require(child["version"] as? String)
    #expect(child["parent"] as? String == later.version)
    #expect(child["current"] as? Bool == true && child["labels"] as? [String] == ["today"])
    #expect((child["items"] as? [String: Int]) == ["tracks": 21, "albums": 2, "artists": 2, "playlists": 72])
    let derivation = try #require(child["derivation"] as? [String: Any])
    #expect(derivation["method"] as? String == "fold-in")
    #expect(derivation["new_tracks"] as? Int == 1 && derivation["playlists"] as? Int == 12)
    let parent = try await Program.run("models", "list", "--models", later.models, "--json").objects()[0]
    #expect(parent["space"] as? String == child["space"] as? String)
    for kind in ["track", "album", "artist", "playlist"] {
      for table in ["input", "context"] {
        let old = try await later.vectors(of: later.version, kind, table)
        #expect(try await later.vectors(of: version, kind, table).isSuperset(of: old), "\(kind) \(table)")
      }
    }
    let cards = try await Program.run(
      "similar", "track:late", "--relation", "together", "-k", "5", "--models", later.models, "--json"
    ).objects()
    #expect(cards.allSatisfy { ($0["id"] as? String)?.hasPrefix("track:a") == true }, "\(cards)")
  }

  @Test func only_the_new_vectors_are_written_on_demand() async throws {
    let later = try await Later()
    let file = later.corpus.folder("new.txt")
    let outcome = try await Program.run("fold-in", later.playlists, "--models", later.models, "-o", file)
    #expect(
      outcome.status == 0 && outcome.output == "\(file): 1 track, dimension 8, input vectors, text\n", "\(outcome)")
    let table = try VectorImport.read(path: file)
    #expect(table.ids[0] == "late" && table.ids.count == 1)
    let (binary, ids) = (later.corpus.folder("new.npy"), later.corpus.folder("new.ids"))
    let playlists = try await Program.run(
      "fold-in", later.playlists, "--models", later.models, "--kind", "playlist", "--table", "context",
      "--output-format", "npy", "-o", binary, "--ids", ids)
    #expect(playlists.status == 0, "\(playlists)")
    #expect(try VectorImport.read(path: binary).ids.count == 12)
    #expect(String(decoding: try ByteSource.readAll(path: ids), as: UTF8.self).hasPrefix("n0\nn1\n"))
    let nothing = try await Program.run(
      "fold-in", later.corpus.playlists, "--models", later.models, "-o", later.corpus.folder("none.txt"))
    #expect(nothing.status == 1 && nothing.errors.contains("the playlists hold no new track"), "\(nothing)")
    #expect(!Paths.exists(later.corpus.folder("none.txt")))
    #expect(try await Later.version(of: later.models) == later.version)
  }

  @Test func what_cannot_be_learnt_or_is_there_already_is_told() async throws {
    let later = try await Later()
    let odd = try later.corpus.folder.write("p0\tKnown\t\ta0 a1\nalone\tAlone\t\tnobody\n", as: "odd.tsv")
    let outcome = try await Program.run("fold-in", odd, "--models", later.models, "--no-promote")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.errors.contains("1 new track without another track in a playlist"), "\(outcome.errors)")
    #expect(outcome.errors.contains("1 playlist with an id that \(later.version) has"), "\(outcome.errors)")
  }

  @Test func a_training_goes_on_from_a_model() async throws {
    let later = try await Later()
    let outcome = try await Program.run(
      "train", later.playlists, "--models", later.models, "--continue-from", "current", "--threads", "1", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.errors
        == "w2v: continuing from \(later.version): 1 track new beside its 20; its 60 playlists will not be in the new version\n"
    )
    let child = try #require(try outcome.objects().first)
    #expect(child["parent"] as? String == later.version)
    // Albums and artists come from the model's own catalog.
    #expect((child["items"] as? [String: Int]) == ["tracks": 21, "albums": 2, "artists": 2, "playlists": 12])
    let derivation = try #require(child["derivation"] as? [String: Any])
    #expect(derivation["method"] as? String == "continuation" && derivation["new_tracks"] as? Int == 1)
    let shown = try await Program.run("models", "show", "--models", later.models, "--json").objects()[0]
    let manifest = try #require(shown["manifest"] as? [String: Any])
    // The settings are the model's, where none are given.
    let training = try #require(manifest["training"] as? [String: Any])
    #expect(training["dimension"] as? Int == 8 && training["epochs"] as? Int == 5)
    let parents = try await Program.run("models", "list", "--models", later.models, "--json").objects()
    #expect(parents[0]["space"] as? String != child["space"] as? String)
    let found = try await Program.run("similar", "--find", "a0", "--kind", "track", "--models", later.models, "--json")
      .objects()
    let before = try await Program.run(
      "similar", "--find", "a0", "--kind", "track", "--models", later.models, "--model", later.version, "--json"
    ).objects()
    #expect(found[0]["support"] as? Int == (before[0]["support"] as? Int ?? 0) + 4)
    let text = try await Program.run("models", "show", "--models", later.models)
    #expect(text.output.contains("continued from \(later.version): 1 new track, 12 playlists"), "\(text.output)")
  }

  @Test func a_training_cannot_go_on_with_another_dimension_or_preset() async throws {
    let later = try await Later()
    let arguments = ["train", later.playlists, "--models", later.models, "--continue-from", "current"]
    let wide = try await Program.run(arguments + ["--dimension", "16"])
    #expect(wide.status == 64 && wide.errors.contains("have 8"), "\(wide)")
    let text = try await Program.run(arguments + ["--preset", "text"])
    #expect(text.status == 64 && text.errors.contains("--preset cannot go with it"), "\(text)")
    let missing = try await Program.run(
      "train", later.playlists, "--models", later.models, "--continue-from", "nothing")
    #expect(missing.status == 66 && missing.errors.contains("no version or label 'nothing'"), "\(missing)")
  }
}
