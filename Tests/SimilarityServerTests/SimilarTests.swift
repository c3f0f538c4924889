import Similarity
import Testing

@testable import SimilarityServer

@Suite struct SimilarTests {
  @Test(arguments: Wire.allCases) func tracks_like_a_track_are_of_its_colour(wire: Wire) async throws {
    let response = try await wire.send(.similar(#"{"seeds":["track:red-0"],"count":10}"#))
    #expect(response.status == 200)
    #expect(response.header("Content-Type") == "application/json")
    let answer: WireAnswer = try response.decode()
    #expect(answer.returned == 10)
    #expect(answer.items.count == 10)
    #expect(answer.items.allSatisfy { $0.id.hasPrefix("track:red-") && $0.id != "track:red-0" })
    #expect(Set(answer.items.map(\.id)).count == 10)
    #expect(answer.items.map(\.score) == answer.items.map(\.score).sorted(by: >))
    #expect(answer.shortfall == nil)
    #expect(answer.seeds == [WireAnswer.Seed(id: "track:red-0", status: "known")])
    #expect(answer.unknownSeeds == [])
    let model = try PlantedModel.engine().model
    #expect(answer.answer.model == model.version)
    #expect(answer.answer.space == model.manifest.space)
    #expect(answer.answer.relation == "alike")
    #expect(answer.answer.tookMs >= 0)
  }

  @Test(arguments: Wire.allCases) func a_question_of_seeds_alone_gets_twenty_tracks(wire: Wire) async throws {
    let answer: WireAnswer = try await wire.send(.similar(#"{"seeds":["track:blue-1"]}"#)).decode()
    #expect(answer.returned == 20)
    #expect(answer.items.allSatisfy { $0.id.hasPrefix("track:") })
  }

  @Test(arguments: Wire.allCases) func every_field_is_understood(wire: Wire) async throws {
    let version = try PlantedModel.engine().model.version
    let response = try await wire.send(
      .similar(
        """
        {"seeds": ["track:red-0", "artist:red"], "to": "track", "count": 3, "exclude": ["track:red-1", "track:none"],
         "relation": "together", "exact": true, "model": "\(version)", "combination": "blend", "half_life_days": 7,
         "per_artist": 3, "per_album": 2, "variety": 0.1, "popularity": -0.5, "min_support": 1, "min_percentile": 0.1,
         "variation": 20261127, "recall": 0.95, "deadline_ms": 60000}
        """))
    #expect(response.status == 200)
    let answer: WireAnswer = try response.decode()
    #expect(answer.answer.relation == "together")
    #expect(answer.items.count == 3)
    #expect(!answer.items.contains { ["track:red-0", "track:red-1"].contains($0.id) })
  }

  @Test(arguments: Wire.allCases) func seeds_may_say_how_much_they_count(wire: Wire) async throws {
    let body = """
      {"seeds": [{"id": "track:red-0", "weight": 3, "age_days": 2.5, "signal": "hearted"}, "track:blue-1",
                 {"id": "track:green-0", "negative": true}], "count": 10, "combination": "nearest"}
      """
    let answer: WireAnswer = try await wire.send(.similar(body)).decode()
    #expect(answer.seeds.map(\.id) == ["track:red-0", "track:blue-1", "track:green-0"])
    #expect(answer.items.count == 10)
    #expect(answer.items.allSatisfy { !$0.id.hasPrefix("track:green") })
    #expect(answer.items.allSatisfy { ["track:red-0", "track:blue-1"].contains($0.seed) })
  }

  @Test(arguments: Wire.allCases) func null_stands_for_a_missing_field(wire: Wire) async throws {
    let response = try await wire.send(
      .similar(
        """
        {"seeds":["track:red-0"],"to":null,"count":null,"exclude":null,"relation":null,"exact":null,"model":null}
        """))
    #expect(response.status == 200)
    #expect(try response.decode(WireAnswer.self).returned == 20)
  }

  @Test(arguments: Wire.allCases) func an_exact_answer_equals_the_planted_truth(wire: Wire) async throws {
    let body = #"{"seeds":["track:green-3"],"count":59,"exact":true}"#
    let answer: WireAnswer = try await wire.send(.similar(body)).decode()
    let all = Set((0..<PlantedModel.tracksPerColour).map { "track:green-\($0)" })
    #expect(Set(answer.items.map(\.id)) == all.subtracting(["track:green-3"]))
  }

  @Test(arguments: Wire.allCases) func artists_are_found_from_tracks(wire: Wire) async throws {
    let answer: WireAnswer = try await wire.send(
      .similar(#"{"seeds":["track:red-0","track:red-5"],"to":"artist","count":1}"#)
    ).decode()
    #expect(answer.items.map(\.id) == ["artist:red"])
    #expect(answer.items.first?.by == nil)
  }

  @Test(arguments: Wire.allCases) func unknown_seeds_are_listed_and_do_not_hurt(wire: Wire) async throws {
    let response = try await wire.send(.similar(#"{"seeds":["track:nope","track:red-0","album:neither"],"count":2}"#))
    #expect(response.status == 200)
    let answer: WireAnswer = try response.decode()
    #expect(answer.returned == 2)
    #expect(answer.unknownSeeds == ["track:nope", "album:neither"])
    #expect(
      answer.seeds == [
        WireAnswer.Seed(id: "track:nope", status: "unknown"), WireAnswer.Seed(id: "track:red-0", status: "known"),
        WireAnswer.Seed(id: "album:neither", status: "unknown"),
      ])
  }

  @Test(arguments: Wire.allCases) func seeds_that_are_all_unknown_are_a_404_that_lists_them(wire: Wire) async throws {
    let response = try await wire.send(.similar(#"{"seeds":["track:nope","artist:nobody"]}"#))
    #expect(response.status == 404)
    let problem: WireProblem = try response.decode()
    #expect(problem.type == "unknown-seeds")
    #expect(problem.unknownSeeds == ["track:nope", "artist:nobody"])
    #expect(problem.errors == nil)
  }

  @Test(arguments: Wire.allCases) func a_short_answer_says_why(wire: Wire) async throws {
    let all: WireAnswer = try await wire.send(.similar(#"{"seeds":["track:red-0"],"count":1000}"#)).decode()
    #expect(all.returned == PlantedModel.trackCount - 1)
    #expect(all.shortfall == "no_more_items")
    let none: WireAnswer = try await wire.send(.similar(#"{"seeds":["track:red-0"],"to":"playlist"}"#)).decode()
    #expect(none.returned == 0)
    #expect(none.items.isEmpty)
    #expect(none.shortfall == "no_items_of_kind")
  }

  @Test(arguments: Wire.allCases) func ids_may_hold_any_character(wire: Wire) async throws {
    let id = PlantedModel.awkwardID
    let escaped = id.replacing("\"", with: "\\\"").replacing("ö", with: "\\u00f6")
    let answer: WireAnswer = try await wire.send(.similar(#"{"seeds":["track:\#(escaped)"],"count":1}"#)).decode()
    #expect(answer.seeds == [WireAnswer.Seed(id: "track:\(id)", status: "known")])
    let found: WireAnswer = try await wire.send(.similar(#"{"seeds":["track:red-0"],"count":1000}"#)).decode()
    #expect(found.items.contains { $0.id == "track:\(id)" })
  }

  @Test(arguments: Wire.allCases) func another_version_than_the_one_served_is_a_conflict(wire: Wire) async throws {
    let response = try await wire.send(.similar(#"{"seeds":["track:red-0"],"model":"20200101T000000Z-000000"}"#))
    #expect(response.status == 409)
    let problem: WireProblem = try response.decode()
    #expect(problem.type == "model-not-served")
    #expect(problem.detail.contains("20200101T000000Z-000000"))
    #expect(problem.detail.contains(try PlantedModel.engine().model.version))
  }

  @Test(arguments: Wire.allCases) func who_has_the_answer_need_not_have_it_again(wire: Wire) async throws {
    let holder = try PlantedModel.holder()
    try await wire.serve(holder) { server in
      var question = WireRequest.similar(#"{"seeds":["track:red-0"],"count":3}"#)
      let first = try await server.send(question)
      let tag = try #require(first.header("ETag"))
      question.headers.append(("If-None-Match", "\"other\", \(tag)"))
      let again = try await server.send(question)
      #expect(again.status == 304 && again.body.isEmpty && again.header("ETag") == tag)
      // Another question, and the same when something has been taken down, have other answers.
      var other = WireRequest.similar(#"{"seeds":["track:red-0"],"count":4}"#)
      other.headers.append(("If-None-Match", tag))
      #expect(try await server.send(other).status == 200)
      let engine = try #require(holder.current)
      holder.replace(with: engine.with(denied: DenyList([ItemID(.track, "red-1")])))
      #expect(try await server.send(question).status == 200)
    }
  }

  /// The bytes are the contract: names, order and nulls.
  @Test(arguments: Wire.allCases) func the_body_is_as_documented(wire: Wire) async throws {
    let response = try await wire.send(.similar(#"{"seeds":["track:red-0","track:x"],"to":"artist","count":1}"#))
    let answer = try PlantedModel.engine().answer(ShelfQuery(seeds: [ItemID(.track, "red-0")], to: .artist, count: 1))
    let stamp = answer.stamp
    let percentile = try #require(answer.cards.first?.percentile)
    let score = try #require(try response.decode(WireAnswer.self).items.first?.score)
    let age = try #require(response.text.firstMatch(of: /"age_s":([0-9]+)/)?.1)
    let took = try #require(response.text.firstMatch(of: /"took_ms":([0-9.]+)/)?.1)
    #expect(
      response.text == """
        {"items":[{"id":"artist:red","name":"first red","by":null,"score":\(score),\
        "percentile":\(percentile),"seed":"track:red-0","because":null}],"returned":1,"eligible":3,"shortfall":null,\
        "seeds":[{"id":"track:red-0","status":"known"},{"id":"track:x","status":"unknown"}],\
        "unknown_seeds":["track:x"],\
        "answer":{"id":"\(stamp.id)","model":"\(stamp.model)","label":null,"variant":null,"space":"\(stamp.space)",\
        "corpus_until":\(stamp.corpusUntil.map { "\"\($0)\"" } ?? "null"),"age_s":\(age),"relation":"alike",\
        "level":0,"level_reason":null,"took_ms":\(took)}}
        """)
  }
}
