import { take } from './client.ts'
import type { Figure } from './figure.ts'
import { interleave } from './rounds.ts'
import { median, spread } from './statistics.ts'

/** One event of 1 KB. */
const model = 'huge,bytes:1024,rate:0'
const msARound = 1500
const names = ['direct', 'floor', 'ours', 'peer'] as const

/** 16 connections, each asking again as soon as it was answered. */
export const P2: Figure = {
  id: 'P2',
  what: 'invocations/s, 16 connections, 1 KB answers',
  goal: '≥ 0.75 × floor, ≥ 5 × peer',
  async measure({ targets }) {
    const rounds = await interleave(names, 5, async (name) => {
      let count = 0
      const startedAt = performance.now()
      const worker = async (): Promise<void> => {
        while (performance.now() - startedAt < msARound) {
          await take(targets[name], model)
          count += 1
        }
      }
      await Promise.all(Array.from({ length: 16 }, worker))
      return (count * 1000) / (performance.now() - startedAt)
    })
    const toFloor = rounds.map((round) => round.ours / round.floor)
    const toPeer = rounds.map((round) => round.ours / round.peer)
    const toDirect = rounds.map((round) => round.ours / round.direct)
    return {
      summary: `${median(rounds.map((round) => round.ours)).toFixed(0)}/s; ${spread(toFloor)} × floor, ${spread(toPeer)} × peer, ${spread(toDirect)} of direct`,
      isReached: median(toFloor) >= 0.75 && median(toPeer) >= 5,
      raw: rounds,
    }
  },
}
