import { CopyButton } from '../../models/inspector/CopyButton.tsx'

export function CurlExample() {
  const text = `curl ${window.location.origin}/serving-endpoints/echo/invocations \\
  -H 'Content-Type: application/json' \\
  -d '{"messages": [{"role": "user", "content": "Hello"}]}'`
  return (
    <div className="mt-3 flex items-start gap-1 rounded-inner border border-line bg-raised pr-1 pl-3">
      <pre
        // A box that scrolls must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-label="A call with curl"
        className="min-w-0 flex-1 overflow-x-auto py-2 font-mono text-[0.75rem] leading-[1.5]"
      >
        {text}
      </pre>
      <CopyButton label="Copy the call" text={text} />
    </div>
  )
}
