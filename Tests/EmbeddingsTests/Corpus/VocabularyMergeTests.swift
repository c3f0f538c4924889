import Embeddings
import TestSupport
import Testing

@Suite struct VocabularyMergeTests {
  /// A vocabulary in order from counts by id.
  private func vocabulary(_ counts: [String: Int]) -> Vocabulary {
    let ids = counts.keys.sorted { (-counts[$0, default: 0], $0) < (-counts[$1, default: 0], $1) }
    return Vocabulary(ids: IdentifierTable(ids), counts: ids.map { counts[$0, default: 0] })
  }

  @Test(arguments: [VocabularyMerge.Counting.kept, .added])
  func a_merge_agrees_with_dictionaries(counting: VocabularyMerge.Counting) {
    for seed in UInt64(1)...30 {
      var random = RandomSource(seed: seed)
      func counts() -> [String: Int] {
        Dictionary(
          (0..<random.below(40)).map { _ in ("t\(random.below(50))", 1 + random.below(4)) }, uniquingKeysWith: { $1 })
      }
      let (old, later, minimum) = (counts(), counts(), 1 + random.below(3))
      let merge = VocabularyMerge(
        vocabulary(old), with: vocabulary(later), counting: counting, minimumCount: minimum)
      let expected = old.merging(later.filter { old[$0.key] != nil || $0.value >= minimum }) {
        counting == .added ? $0 + $1 : $0
      }
      #expect(merge.vocabulary == vocabulary(expected), "seed \(seed)")
      #expect(
        merge.ordinalsOfOld.enumerated().allSatisfy { merge.vocabulary.ids[Int($1)] == vocabulary(old).ids[$0] },
        "seed \(seed)")
      for (ordinal, merged) in merge.ordinalsOfLater.enumerated() {
        let id = vocabulary(later).ids[ordinal]
        #expect(merge.vocabulary.ordinal(of: id).map(Int32.init) ?? -1 == merged, "seed \(seed), \(id)")
      }
      #expect(
        merge.newTracks.map { merge.vocabulary.ids[Int($0)] }.sorted()
          == expected.keys.filter { old[$0] == nil }.sorted(),
        "seed \(seed)")
      #expect(merge.newTracks == merge.newTracks.sorted(), "seed \(seed)")
    }
  }

  @Test(arguments: [1 << 30, 0])
  func renumbering_keeps_order_and_repeats_and_drops_what_has_no_number(memoryBudget: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a\t\t\t1 2 1 3\nb\t\t\t2\nc\t\t\t1 4\n", as: "p.tsv")
    var options = CorpusOptions()
    (options.memoryBudget, options.temporaryFolder) = (memoryBudget, folder.path)
    let corpus = try CorpusReader(paths: [path], options: options).readCorpus().corpus
    #expect(corpus.isSpooled == (memoryBudget == 0))
    let old = vocabulary(["2": 9, "9": 5])
    let merge = VocabularyMerge(old, with: corpus.vocabulary, counting: .added, minimumCount: 2)
    let renumbered = try corpus.renumbered(merge.ordinalsOfLater, as: merge.vocabulary)
    #expect(renumbered.isSpooled == corpus.isSpooled)
    let (lists, before) = (try CorpusLists(renumbered), try CorpusLists(corpus))
    #expect(lists.tracks == [["1", "2", "1"], ["2"], ["1"]])
    #expect(merge.vocabulary.counts == [11, 5, 3])
    #expect(renumbered.occurrenceCount == 5)
    #expect(lists.ids == before.ids)
    // What was renumbered is as it was.
    #expect(before.tracks == [["1", "2", "1", "3"], ["2"], ["1", "4"]])
  }
}
