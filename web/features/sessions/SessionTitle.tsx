/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a cell of the grid, whose rows are placed by themselves */
import { Link } from '@tanstack/react-router'
import type { SessionRow } from '../../../server/contract/session.ts'
import { renameSession } from '../../models/session/sessionActions.ts'
import { sessionPages } from '../../models/session/sessionPages.ts'
import { sessionTitle } from '../../models/session/sessionTitle.ts'
import { Chip } from '../../ui/Chip.tsx'
import { EditableText } from '../../ui/EditableText.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { Icon } from '../../ui/Icon.tsx'
import { joinClasses } from '../../ui/joinClasses.ts'
import { endpointsInShort } from './endpointsInShort.ts'
import { MatchText } from './MatchText.tsx'
import { sessionAddress } from './sessionAddress.ts'
import { titleMarks } from './titleMarks.ts'
import type { SessionLineProps } from './SessionLine.tsx'

/** Title, tags, where the search found it, and, where there is no room for columns, what they would say. */
export function SessionTitle({ row, isNarrow, isBin, query, isRenaming, onRenamed, onTag }: SessionLineProps) {
  if (isRenaming)
    return (
      <span role="gridcell" className="min-w-0">
        <EditableText
          value={row.title}
          label="Title"
          isEditing
          onEditingChange={onRenamed}
          onCommit={(title) => renameSession(row, title)}
          className="text-control"
        />
      </span>
    )
  const name = sessionTitle(row)
  const look = 'min-w-24 truncate text-left font-medium text-ink'
  const shownName = query === undefined ? name : <MatchText match={{ text: name, marks: titleMarks(name, query) }} />
  return (
    <span role="gridcell" className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-y-0.5">
      <span className="flex min-w-0 items-center gap-2">
        {row.pinnedAt !== null && (
          <span className="flex text-ink-3" title="Pinned">
            <Icon name="pin" className="size-3.5" />
            <span className="sr-only">Pinned</span>
          </span>
        )}
        {isBin ? (
          <span dir="auto" className={look} title={name}>
            {shownName}
          </span>
        ) : (
          <Link
            {...sessionAddress(row)}
            to={sessionPages[row.page].to}
            tabIndex={-1}
            dir="auto"
            title={name}
            className={joinClasses(look, 'cursor-default')}
          >
            {shownName}
          </Link>
        )}
        {!isNarrow && row.tags.length > 0 && <Tags row={row} isBin={isBin} onTag={onTag} />}
      </span>
      {row.match && (
        <span
          dir="auto"
          className={joinClasses('text-left text-note text-ink-2', isNarrow ? 'line-clamp-2' : 'truncate')}
        >
          <MatchText match={row.match} />
        </span>
      )}
      {isNarrow && (
        <span className="truncate text-note text-ink-3">
          <Facts {...row} />
        </span>
      )}
    </span>
  )
}

/** More than these say less than their number. */
const tagsShown = 3

function Tags({ row: { tags }, isBin, onTag }: Pick<SessionLineProps, 'row' | 'isBin' | 'onTag'>) {
  const rest = tags.slice(tagsShown)
  return (
    <span className="flex min-w-0 shrink-[9] items-center gap-1 overflow-hidden">
      {tags.slice(0, tagsShown).map((name) => (
        <Chip
          key={name}
          tabIndex={-1}
          title={isBin ? undefined : `Only those tagged ${name}`}
          className="max-w-32! flex-none font-sans! font-normal!"
          {...(!isBin && { onClick: () => onTag(name) })}
        >
          <span className="truncate">{name}</span>
        </Chip>
      ))}
      {rest.length > 0 && (
        <span className="text-note text-ink-3" title={rest.join(', ')}>
          +{rest.length}
        </span>
      )}
    </span>
  )
}

/** What the columns say, in a line, where there is no room for columns. */
function Facts({ endpoints, sends, failures, tags }: SessionRow) {
  return (
    <>
      {sends > 0 && `${formatCount(sends)} ${sends === 1 ? 'send' : 'sends'}`}
      {failures > 0 && <span className="text-bad"> · {formatCount(failures)} failed</span>}
      {endpoints.length > 0 && `${sends > 0 ? ' · ' : ''}${endpointsInShort(endpoints).join(' ')}`}
      {tags.length > 0 && ` · ${tags.join(', ')}`}
    </>
  )
}
