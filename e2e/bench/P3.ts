import { expectedText } from '../simulator/expectedText.ts'
import { answerTexts } from './answerText.ts'
import { take } from './client.ts'
import type { Figure } from './figure.ts'
import { interleave } from './rounds.ts'
import { median, spread } from './statistics.ts'

const tokens = 10_000
const streams = 16
const model = `rate:0,tokens:${tokens}`
const names = ['direct', 'floor', 'ours', 'invocations', 'chat', 'peer'] as const
const ways = ['ours', 'invocations', 'chat'] as const

/** 16 streams as fast as they go: 16 connections, or one run of 16 panes. */
export const P3: Figure = {
  id: 'P3',
  what: 'events/s through decode and re-frame, 16 streams in burst',
  goal: '≥ 0.5 of direct or ≥ 1.0 × floor, no event lost',
  async measure({ targets }) {
    const expected = expectedText(model)
    const lost: string[] = []
    const rounds = await interleave(names, 5, async (name) => {
      const target = targets[name]
      const startedAt = performance.now()
      const taken =
        name === 'ours'
          ? [await take(target, model, { answers: streams })]
          : await Promise.all(Array.from({ length: streams }, () => take(target, model)))
      const ms = performance.now() - startedAt
      const texts = taken.flatMap(({ bytes }) => answerTexts(target, bytes))
      if (texts.length !== streams || texts.some((text) => text !== expected)) lost.push(name)
      return (tokens * streams * 1000) / ms
    })
    const to = (way: (typeof names)[number], other: (typeof names)[number]): number[] =>
      rounds.map((round) => round[way] / round[other])
    const isVoid = rounds.filter((round) => ways.some((way) => round[way] > 0.9 * round.direct)).length
    const told = ways.map(
      (way) =>
        `${way} ${median(rounds.map((round) => round[way] / 1000)).toFixed(0)} k events/s, ${spread(to(way, 'direct'))} of direct, ${spread(to(way, 'floor'))} × floor`,
    )
    return {
      summary: `${told.join('; ')}; floor ${spread(to('floor', 'direct'))} of direct, peer ${spread(to('peer', 'direct'))}; ${lost.length === 0 ? 'nothing lost' : `LOST: ${lost.join(', ')}`}${isVoid > 0 ? `; ${isVoid} rounds at the simulator's ceiling` : ''}`,
      isReached:
        ways.every((way) => median(to(way, 'direct')) >= 0.5 || median(to(way, 'floor')) >= 1) &&
        ways.every((way) => !lost.includes(way)),
      raw: { rounds, lost },
    }
  },
}
