import { take } from './client.ts'
import type { Figure } from './figure.ts'
import { interleave } from './rounds.ts'
import { median, spread } from './statistics.ts'

const model = 'rate:0,tokens:8'
const requestsARound = 150
const names = ['direct', 'floor', 'ours', 'peer'] as const

/** One connection, one short answer after another: what a gateway adds to the first text. */
export const P1: Figure = {
  id: 'P1',
  what: 'added time to first text, one connection, p50',
  goal: '≤ 1.5 × floor, ≤ 0.4 × peer',
  async measure({ targets }) {
    const rounds = await interleave(names, 7, async (name) => {
      const all: number[] = []
      for (let n = 0; n < requestsARound; n += 1) all.push((await take(targets[name], model)).msToFirstText)
      return median(all)
    })
    const added = (name: 'floor' | 'ours' | 'peer'): number[] => rounds.map((round) => round[name] - round.direct)
    const toFloor = rounds.map((round) => (round.ours - round.direct) / (round.floor - round.direct))
    const toPeer = rounds.map((round) => (round.ours - round.direct) / (round.peer - round.direct))
    return {
      summary: `ours +${spread(added('ours'))} ms, floor +${spread(added('floor'))} ms, peer +${spread(added('peer'))} ms; ${spread(toFloor)} × floor, ${spread(toPeer)} × peer`,
      isReached: median(toFloor) <= 1.5 && median(toPeer) <= 0.4,
      raw: rounds,
    }
  },
}
