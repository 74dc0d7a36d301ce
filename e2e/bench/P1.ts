import { take } from './client.ts'
import type { Figure } from './figure.ts'
import { interleave } from './rounds.ts'
import { median, spread } from './statistics.ts'

const model = 'rate:0,tokens:8'
const requestsARound = 150
const names = ['direct', 'floor', 'ours', 'invocations', 'chat', 'peer', 'directWhole', 'peerWhole'] as const
const ways = ['ours', 'invocations', 'chat'] as const

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
    type Name = (typeof names)[number]
    const added = (name: Name): number[] =>
      rounds.map((round) => round[name] - (name === 'peerWhole' ? round.directWhole : round.direct))
    const to = (way: Name, other: Name): number[] => {
      const others = added(other)
      return added(way).map((ms, round) => ms / (others[round] ?? Number.NaN))
    }
    const told = ways.map(
      (way) =>
        `${way} +${spread(added(way))} ms = ${spread(to(way, 'floor'))} × floor, ${spread(to(way, 'peerWhole'))} × peer`,
    )
    return {
      summary: `${told.join('; ')}; floor +${spread(added('floor'))} ms, peer +${spread(added('peerWhole'))} ms unstreamed, +${spread(added('peer'))} ms streamed`,
      isReached: ways.every((way) => median(to(way, 'floor')) <= 1.5 && median(to(way, 'peerWhole')) <= 0.4),
      raw: rounds,
    }
  },
}
