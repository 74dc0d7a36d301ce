import type { Block, BlockGroup } from './blocks.ts'
import type { RenderContext } from './renderNodes.tsx'

/** What is drawn as one element at the top of a document: a block, or neighbouring blocks of one group. */
export interface Unit {
  type: 'block' | BlockGroup['type']
  members: Member[]
}

export interface Member {
  block: Block
  context: RenderContext
}

/** Elements that are laid out, painted and left alone together. */
const unitsPerSection = 12

/** The units of `before`, continued by more blocks; those of `before` that do not change keep their identity. */
export function withBlocks(
  before: readonly Unit[],
  blocks: readonly Block[],
  contextOf: (block: Block) => RenderContext,
): Unit[] {
  const units = before.slice()
  let isCopied = false
  for (const block of blocks) {
    const member = { block, context: contextOf(block) }
    const last = units.at(-1)
    const isContinued = block.group !== undefined && last?.members[0]?.block.group?.id === block.group.id
    if (!isContinued || last === undefined) {
      units.push({ type: block.group?.type ?? 'block', members: [member] })
      isCopied = true
    } else if (isCopied) last.members.push(member)
    else {
      units[units.length - 1] = { ...last, members: [...last.members, member] }
      isCopied = true
    }
  }
  return units
}

/** In sections counted from the start, so that a unit never moves from one to another. */
export function sectionsOf(units: readonly Unit[]): Unit[][] {
  const sections: Unit[][] = []
  for (let at = 0; at < units.length; at += unitsPerSection) sections.push(units.slice(at, at + unitsPerSection))
  return sections
}

export function areSameUnits(one: readonly Unit[], other: readonly Unit[]): boolean {
  return one.length === other.length && one.every((unit, index) => isSameUnit(unit, other[index]))
}

function isSameUnit(one: Unit, other: Unit | undefined): boolean {
  if (one === other) return true
  return (
    one.members.length === other?.members.length &&
    one.members.every(({ block, context }, index) => {
      const member = other.members[index]
      return block === member?.block && context === member.context
    })
  )
}
