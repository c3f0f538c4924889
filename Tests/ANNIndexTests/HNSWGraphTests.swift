import Testing

@testable import ANNIndex

@Suite struct HNSWGraphTests {
  @Test(arguments: Metric.allCases, [2, 4]) func invariants_hold_after_every_batch(
    _ metric: Metric, _ maximumLinks: Int
  )
    throws
  {
    for count in [1, 2, 3, 10, 60, 200] {
      let rows = TestRows(clustered: count, dimension: 5, seed: UInt64(count))
      let vectors = try VectorRows(copying: rows.values, count: count, dimension: 5, metric: metric)
      let exact = FloatRows(vectors)
      let builder = HNSWBuilder(
        rows: vectors, walked: exact, compared: exact,
        parameters: .init(maximumLinks: maximumLinks, constructionBeamWidth: 20, seed: UInt64(count)), threads: 2)
      // In another order than the rows', and the last third later than the others.
      let order = (0..<UInt32(count)).sorted { ($0 &* 7 % 5, $0) < ($1 &* 7 % 5, $1) }
      let (first, last) = (Array(order.prefix(count * 2 / 3)), Array(order.dropFirst(count * 2 / 3)))
      var inserted = 0
      func check(_ now: Int) {
        #expect(now > inserted)
        inserted = now
        #expect(builder.graph.violation() == nil, "\(count) rows, after \(now)")
        // What is not in yet has no links and is not linked to.
        let present = Set(order.prefix(now))
        for node in order {
          let links = builder.graph.linkArray(of: node, level: 0)
          #expect(present.contains(node) ? !links.isEmpty && present.isSuperset(of: links) : links.isEmpty)
        }
      }
      builder.insert(first, after: 0) { check($0) }
      builder.insert(last, after: first.count) { check($0) }
      _ = builder.linkToLost(among: order)
      #expect(count < 2 || inserted == count)
      #expect(builder.graph.violation() == nil)
      #expect(builder.linkToUnreachable().unreachableAfter == 0)
    }
  }

  @Test func levels_are_as_rare_as_the_paper_wants() {
    let levels = (0..<20_000).map { Int(HNSWGraph.level(of: $0, seed: 9, maximumLinks: 8)) }
    let above = (0..<3).map { level in levels.count { $0 > level } }
    #expect(abs(above[0] - 2_500) < 200)
    #expect(abs(above[1] - 312) < 75)
    #expect(levels == (0..<20_000).map { Int(HNSWGraph.level(of: $0, seed: 9, maximumLinks: 8)) })
    #expect(levels != (0..<20_000).map { Int(HNSWGraph.level(of: $0, seed: 10, maximumLinks: 8)) })
  }

  static func smallGraph() -> HNSWGraph {
    let graph = HNSWGraph(maximumLinks: 2, levels: [0, 1, 1])
    graph.entryPoint = 1
    graph.topLevel = 1
    graph.setLinks(of: 0, level: 0, to: [1, 2])
    graph.setLinks(of: 1, level: 0, to: [0])
    graph.setLinks(of: 1, level: 1, to: [2])
    return graph
  }

  struct Damage: Sendable {
    let words: String
    let apply: @Sendable (HNSWGraph) -> Void

    init(_ words: String, _ apply: @escaping @Sendable (HNSWGraph) -> Void) {
      self.words = words
      self.apply = apply
    }
  }

  @Test(arguments: [
    Damage("a link to 3", { $0.setLinks(of: 0, level: 0, to: [1, 3]) }),
    Damage("a link to itself", { $0.setLinks(of: 0, level: 0, to: [0]) }),
    Damage("two links to 1", { $0.setLinks(of: 0, level: 0, to: [1, 2, 1]) }),
    Damage("not on this level", { $0.setLinks(of: 1, level: 1, to: [0]) }),
    Damage("after the end", { $0.links(of: 0, level: 0)[3] = 1 }),
    Damage("the entry point 3", { $0.entryPoint = 3 }),
    Damage("the entry point is on level 0", { $0.entryPoint = 0 }),
    Damage("the top level is 2", { $0.topLevel = 2 }),
  ]) func a_broken_graph_is_described(_ damage: Damage) {
    let graph = Self.smallGraph()
    #expect(graph.violation() == nil)
    damage.apply(graph)
    #expect(graph.violation()?.contains(damage.words) == true, "\(graph.violation() ?? "nothing found")")
  }

  /// A graph of 80 nodes in which no link of level 0 leads to three of them, and its builder.
  static func builderWithLostNodes() throws -> (
    HNSWBuilder<FloatRows, FloatRows>, HNSWSearch<FloatRows>, lost: [UInt32]
  ) {
    let rows = TestRows(clustered: 80, dimension: 4, seed: 2)
    let exact = FloatRows(try VectorRows(copying: rows.values, count: 80, dimension: 4, metric: .l2))
    let builder = HNSWBuilder(
      rows: exact.rows, walked: exact, compared: exact,
      parameters: .init(maximumLinks: 3, constructionBeamWidth: 30), threads: 1)
    builder.insert(Array(0..<80), after: 0)
    let graph = builder.graph
    let lost = (1..<80).filter { graph.levels[$0] == 0 }.prefix(3).map(UInt32.init)
    for node in 0..<UInt32(80) {
      graph.setLinks(of: node, level: 0, to: graph.linkArray(of: node, level: 0).filter { !lost.contains($0) })
    }
    return (builder, HNSWSearch(graph: graph, rows: exact), lost)
  }

  @Test func unreachable_nodes_are_linked_to() throws {
    let (builder, search, lost) = try Self.builderWithLostNodes()
    let outcome = ReachabilityRepair(
      graph: builder.graph, search: search, beamWidth: 30, scratch: SearchScratch(nodes: 80, links: 6)
    ).run()
    #expect(outcome.unreachableBefore >= lost.count)
    #expect(outcome.linksAdded >= 1)
    #expect(outcome.unreachableAfter == 0)
    #expect(builder.graph.violation() == nil)
    var marks = Array(repeating: false, count: 80)
    #expect(builder.graph.markReachable(from: builder.graph.entryPoint, in: &marks) == 80)
  }

  @Test func lost_nodes_are_linked_to_from_near_nodes_until_a_narrow_search_finds_them() throws {
    let (builder, search, lost) = try Self.builderWithLostNodes()
    let scratch = SearchScratch(nodes: 80, links: 6)
    func finds(_ node: UInt32) -> Bool {
      search.walk(builder.rows[Int(node)], beamWidth: 12, scratch: scratch)
      return scratch.candidates.first?.node == node
    }
    #expect(lost.allSatisfy { !finds($0) })
    let repair = LostNodeRepair(graph: builder.graph, walked: search, exact: search, scratches: [scratch])
    #expect((1...80).contains(repair.run(among: Array(0..<80))))
    #expect((0..<UInt32(80)).allSatisfy { finds($0) })
    #expect(repair.run(among: Array(0..<80)) == 0)
    #expect(builder.graph.violation() == nil)
  }

  /// The clump is longer than what is searched for again at once, so that links of both this batch and those before count.
  @Test func one_link_finds_a_whole_clump() throws {
    let (outside, clump) = (60, 100)
    var values: [Float] = []
    for node in 0..<outside { values += [Float(node % 8), Float(node / 8)] }
    for node in 0..<clump { values += [100 + 0.01 * Float(node), 100] }
    let rows = FloatRows(
      try VectorRows(copying: values, count: outside + clump, dimension: 2, metric: .l2))
    let builder = HNSWBuilder(
      rows: rows.rows, walked: rows, compared: rows, parameters: .init(maximumLinks: 8, constructionBeamWidth: 30),
      threads: 1)
    builder.insert((0..<UInt32(outside)).map { $0 }, after: 0)
    for node in outside..<outside + clump {
      let near = (node - 3...node + 3).filter { $0 != node && $0 >= outside && $0 < outside + clump }
      builder.graph.setLinks(of: UInt32(node), level: 0, to: near.map(UInt32.init))
    }
    let search = HNSWSearch(graph: builder.graph, rows: rows)
    let scratches = (0..<2).map { _ in SearchScratch(nodes: outside + clump, links: 16) }
    let repair = LostNodeRepair(graph: builder.graph, walked: search, exact: search, scratches: scratches)
    #expect(repair.run(among: (0..<UInt32(outside + clump)).map { $0 }) == 1)
  }

  @Test func a_tie_counts_as_nearer_so_that_equal_distances_do_not_fill_a_list() throws {
    // A simplex: every row is at the same distance from every other.
    let rows = TestRows((0..<6).map { row in (0..<6).map { $0 == row ? 1 : 0 } })
    let selection = NeighborSelection(
      rows: FloatRows(try VectorRows(copying: rows.values, count: 6, dimension: 6, metric: .l2)))
    let candidates = (1..<6).map { Candidate(score: -2, node: $0) }
    #expect(candidates.withUnsafeBufferPointer { selection.select($0, atMost: 4) } == [1])
  }
}
