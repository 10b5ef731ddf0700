// Which failures to work on next: the cluster worth most that still fails on the incumbent.
import type { Candidate } from './candidates.ts'
import { type Cluster, clusterFailures } from './cluster.ts'
import type { TrainEvidence } from './evidence.ts'
import type { SearchTrace } from './trace.ts'

/** Failures looked at in one round: shown to the proposer, and kept back. */
const LOOKED_AT = 8
/** Share of the failures that makes a cluster too large to be left aside. */
const LARGE = 0.05
/** Failures that no proposer has seen twice; below this more cases are run. */
const FRESH = 4

/** Harvests until there is a cluster; undefined where every case was looked at and none is left. */
export async function nextCluster(
  train: TrainEvidence,
  trace: SearchTrace,
  incumbent: Candidate,
  canHarvest: () => boolean,
): Promise<Cluster | undefined> {
  while (true) {
    const clusters = clusterFailures(train.failures, trace.tries)
    const first = clusters[0]
    if ((first === undefined || train.fresh < FRESH) && !train.exhausted && canHarvest()) {
      await train.harvest(incumbent)
      continue
    }
    if (first === undefined) {
      if (!canHarvest() || !train.startOver(incumbent)) return undefined
      continue
    }
    const wanted = first.failures.slice(0, LOOKED_AT)
    const failures = await train.refresh(incumbent, wanted)
    trace.refreshed(wanted.length, failures.length)
    const all = clusters.reduce((sum, cluster) => sum + cluster.failures.length, 0)
    trace.large = clusters.filter((cluster) => cluster.failures.length >= LARGE * all).map(({ key }) => key)
    trace.clusters = clusters.filter((cluster) => cluster.failures.length > 1).length
    if (failures.length > 0) return { ...first, failures }
  }
}
