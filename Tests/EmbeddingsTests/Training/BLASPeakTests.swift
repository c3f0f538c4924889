import Embeddings
import Testing

@Suite struct BLASPeakTests {
  @Test func the_peak_is_a_speed_that_machines_have() {
    // A core does from 10^9 (no vector unit) to some 10^12 operations a second.
    #expect((1e8...1e13).contains(BLASPeak.measure(threads: 1)))
  }
}
