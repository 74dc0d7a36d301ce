import { readInBody, setInBody } from '../../models/requestBody/editBody.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextArea } from '../../ui/TextArea.tsx'

interface MessagesFormProps {
  text: string
  onChange: (text: string) => void
}

const roles = ['system', 'user', 'assistant', 'tool', 'developer']

/** The conversation, a box a message. A content that is a list (images, parts) is shown as its JSON. */
export function MessagesForm({ text, onChange }: MessagesFormProps) {
  const messages = messagesOf(text)
  if (messages === undefined)
    return <p className="text-note text-ink-2">“messages” is no list. Mend it in the JSON view.</p>
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-note font-medium text-ink-2">messages</legend>
      {messages.map((message, index) => (
        // A message has no name but its place.
        // oxlint-disable-next-line react/no-array-index-key
        <div
          key={index}
          className="grid grid-cols-[110px_minmax(0,1fr)_auto] items-start gap-2 max-sm:grid-cols-[minmax(0,1fr)_auto]"
        >
          <Select
            aria-label={`Role of message ${index + 1}`}
            value={message.role}
            onChange={(role) => onChange(setInBody(text, ['messages', index, 'role'], JSON.stringify(role)))}
            options={[...new Set([...roles, message.role])].map((role) => ({ value: role, label: role }))}
          />
          {message.content === undefined ? (
            <pre className="overflow-auto py-1.5 font-mono text-note text-ink-2 max-sm:order-last max-sm:col-span-2">
              {readInBody(text, ['messages', index, 'content']) ?? 'no content'}
            </pre>
          ) : (
            <TextArea
              aria-label={`Content of message ${index + 1}`}
              dir="auto"
              value={message.content}
              onChange={(content) => onChange(setInBody(text, ['messages', index, 'content'], JSON.stringify(content)))}
              isAutoGrowing
              className="max-h-[30vh] min-h-[30px] max-sm:order-last max-sm:col-span-2"
            />
          )}
          <IconButton label={`Remove message ${index + 1}`} onClick={() => onChange(withoutMessage(text, index))}>
            <Icon name="close" />
          </IconButton>
        </div>
      ))}
      <div>
        <Button size="small" onClick={() => onChange(withMessage(text, messages))}>
          Add message
        </Button>
      </div>
    </fieldset>
  )
}

interface Message {
  role: string
  /** undefined: not a text. */
  content: string | undefined
}

function messagesOf(text: string): Message[] | undefined {
  const value: unknown = JSON.parse(readInBody(text, ['messages']) ?? '[]')
  if (!Array.isArray(value)) return undefined
  return value.map((message: unknown): Message => {
    const { role, content } =
      typeof message === 'object' && message !== null ? (message as Record<string, unknown>) : {}
    return { role: typeof role === 'string' ? role : '', content: typeof content === 'string' ? content : undefined }
  })
}

function withMessage(text: string, messages: Message[]): string {
  const last = messages.at(-1)
  const role = last?.role === 'user' ? 'assistant' : 'user'
  const written = `{ "role": "${role}", "content": "" }`
  const list = readInBody(text, ['messages'])
  if (list === undefined || messages.length === 0) return setInBody(text, ['messages'], `[${written}]`)
  const end = list.lastIndexOf(']')
  const kept = list.slice(0, end).replace(/\s+$/, '')
  const gap = /\n/.test(list) ? `\n${/\n([ \t]*)\S/.exec(list)?.[1] ?? ''}` : ' '
  return setInBody(text, ['messages'], `${kept},${gap}${written}${list.slice(kept.length)}`)
}

/** The others keep their text. */
function withoutMessage(text: string, index: number): string {
  const count = messagesOf(text)?.length ?? 0
  const kept = Array.from({ length: count }, (_, at) => readInBody(text, ['messages', at]) ?? '').filter(
    (_, at) => at !== index,
  )
  return setInBody(text, ['messages'], kept.length === 0 ? '[]' : `[\n    ${kept.join(',\n    ')}\n  ]`)
}
