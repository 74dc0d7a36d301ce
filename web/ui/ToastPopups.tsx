import { Toast as Base } from '@base-ui/react/toast'
import { useEffect } from 'react'
import { Button } from './Button.tsx'
import { Icon } from './Icon.tsx'
import { IconButton } from './IconButton.tsx'
import { useToastQueue, type ToastContent } from './Toast.tsx'

/** Long enough to read a sentence and reach Undo; it stays while it is hovered or has the focus. */
const msShown = 8000

export function ToastPopups() {
  return (
    <Base.Provider limit={3} timeout={msShown}>
      <Base.Portal>
        <Base.Viewport className="fixed right-4 bottom-4 left-4 z-50 flex flex-col items-end gap-2 outline-none sm:left-auto">
          <Toasts />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  )
}

type ToastData = Pick<ToastContent, 'action'>

function Toasts() {
  const { toasts, add, close } = Base.useToastManager<ToastData>()
  useEffect(() => {
    const show = () => {
      const taken = useToastQueue.getState().queue
      if (taken.length === 0) return
      useToastQueue.setState({ queue: [] })
      for (const { message, action } of taken) add({ description: message, data: { action }, priority: 'low' })
    }
    show()
    return useToastQueue.subscribe(show)
  }, [add])
  return toasts.map((toast) => (
    <Base.Root
      key={toast.id}
      toast={toast}
      swipeDirection={['right', 'down']}
      className="fade w-full max-w-[26rem] rounded-outer border border-line bg-surface shadow-float data-limited:hidden"
    >
      <Base.Content className="flex items-center gap-2 py-2 pr-2 pl-3.5">
        <Base.Description className="min-w-0 flex-1 text-control wrap-anywhere text-ink" />
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
