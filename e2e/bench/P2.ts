import { take } from './client.ts'
import type { Figure } from './figure.ts'
import { interleave } from './rounds.ts'
import { median, spread } from './statistics.ts'

/** One event of 1 KB. */
const model = 'huge,bytes:1024,rate:0'
const msARound = 1500
const names = ['direct', 'floor', 'ours', 'invocations', 'chat', 'peerWhole'] as const
const ways = ['ours', 'invocations', 'chat'] as const

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
    const to = (way: (typeof ways)[number], other: (typeof names)[number]): number[] =>
      rounds.map((round) => round[way] / round[other])
    const told = ways.map(
      (way) =>
        `${way} ${median(rounds.map((round) => round[way])).toFixed(0)}/s = ${spread(to(way, 'floor'))} × floor, ${spread(to(way, 'peerWhole'))} × peer, ${spread(to(way, 'direct'))} of direct`,
    )
    return {
      summary: told.join('; '),
      isReached: ways.every((way) => median(to(way, 'floor')) >= 0.75 && median(to(way, 'peerWhole')) >= 5),
      raw: rounds,
    }
  },
}
