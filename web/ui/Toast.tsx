import { Toast as Base } from '@base-ui/react/toast'
import { Button } from './Button.tsx'
import { Icon } from './Icon.tsx'
import { IconButton } from './IconButton.tsx'

interface ToastContent {
  message: string
  action?: { label: string; onSelect: () => void }
}

const manager = Base.createToastManager<{ action?: ToastContent['action'] }>()

/** Long enough to read a sentence and reach Undo; it stays while it is hovered or has the focus. */
const msShown = 8000

export function showToast({ message, action }: ToastContent): void {
  manager.add({ description: message, data: { action }, timeout: msShown, priority: 'low' })
}

/** Rendered once, by the shell: a polite live region in the lower right corner. */
export function ToastLayer() {
  return (
    <Base.Provider toastManager={manager} limit={3}>
      <Base.Portal>
        <Base.Viewport className="fixed right-4 bottom-4 left-4 z-50 flex flex-col items-end gap-2 outline-none sm:left-auto">
          <Toasts />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  )
}

function Toasts() {
  const { toasts, close } = Base.useToastManager<{ action?: ToastContent['action'] }>()
  return toasts.map((toast) => (
    <Base.Root
      key={toast.id}
      toast={toast}
      swipeDirection={['right', 'down']}
      className="fade w-full max-w-[26rem] rounded-outer border border-line bg-surface shadow-float data-limited:hidden"
    >
      <Base.Content className="flex items-center gap-2 py-2 pr-2 pl-3.5">
        <Base.Description className="min-w-0 flex-1 text-control text-ink" />
        {toast.data?.action && (
          <Button
            size="small"
            onClick={() => {
              toast.data?.action?.onSelect()
              close(toast.id)
            }}
          >
            {toast.data.action.label}
          </Button>
        )}
        <Base.Close
          render={
            <IconButton label="Dismiss" size="small">
              <Icon name="close" />
            </IconButton>
          }
        />
      </Base.Content>
    </Base.Root>
  ))
}
