import type { Vote } from '../../../server/contract/session.ts'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useCompare, useComparison } from './compareState.ts'
import { voteOn } from './votes.ts'

const buttons = [
  { vote: 'up', label: 'Vote up', icon: 'thumb-up' },
  { vote: 'down', label: 'Vote down', icon: 'thumb-down' },
] as const satisfies { vote: Vote; label: string; icon: string }[]

/** What the reader thinks of one reply. */
export function VoteButtons({ invocationId }: { invocationId: string }) {
  const comparison = useComparison()
  const given = useCompare(({ document }) => document.votes?.[invocationId])
  return buttons.map(({ vote, label, icon }) => (
    <IconButton
      key={vote}
      label={label}
      aria-pressed={given === vote}
      className="aria-pressed:bg-transparent!"
      onClick={() => voteOn(comparison, invocationId, vote)}
    >
      <Icon
        name={icon}
        className={given === vote ? (vote === 'up' ? 'fill-good! text-good' : 'fill-bad! text-bad') : undefined}
      />
    </IconButton>
  ))
}
