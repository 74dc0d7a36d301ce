import { Dialog as Base } from '@base-ui/react/dialog'
import { Icon } from './Icon.tsx'
import { IconButton } from './IconButton.tsx'

export function DialogHead({ title }: { title: string }) {
  return (
    <div className="flex flex-none items-center gap-2 py-2 pr-2 pl-4">
      <Base.Title className="min-w-0 flex-1 truncate text-reading font-semibold">{title}</Base.Title>
      <Base.Close
        render={
          <IconButton label="Close">
            <Icon name="close" />
          </IconButton>
        }
      />
    </div>
  )
}
