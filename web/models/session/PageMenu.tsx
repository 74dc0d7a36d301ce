import { useQuery } from '@tanstack/react-query'
import { sessionRowQuery } from '../../api/sessionList.ts'
import { Chip } from '../../ui/Chip.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu, type MenuItem } from '../../ui/Menu.tsx'
import { editTags } from './tagEditor.ts'
import { useSessionItems } from './useSessionItems.ts'

interface PageMenuProps {
  sessionId: string
  isStored: boolean
  /** As the page has it, which may be newer than what is listed. */
  title: string
  onRename: () => void
  /** What the page itself adds, above the rest. */
  items?: MenuItem[]
}

/** In a page's top bar: the tags of its session, and everything a list could do to it. */
export function PageMenu({ sessionId, isStored, title, onRename, items = [] }: PageMenuProps) {
  const { data } = useQuery({ ...sessionRowQuery(sessionId), enabled: isStored })
  const session = data && { ...data, title }
  const ofSession = useSessionItems(session, onRename)
  return (
    <>
      {session?.tags.slice(0, tagsShown).map((name) => (
        <Chip
          key={name}
          aria-label={`Tag ${name}: edit tags`}
          className="max-w-32! font-sans! font-normal! max-lg:hidden"
          onClick={() => editTags([session])}
        >
          <span className="truncate">{name}</span>
        </Chip>
      ))}
      <Menu
        trigger={
          <IconButton label="More">
            <Icon name="more" />
          </IconButton>
        }
        items={items.length > 0 ? [...items, 'separator', ...ofSession] : ofSession}
      />
    </>
  )
}

/** There is not more room beside a title. */
const tagsShown = 2
