import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { endpointsQuery, modelsQuery } from '../../api/queries.ts'
import { Button } from '../../ui/Button.tsx'
import { formatBytes } from '../../ui/formatNumber.ts'
import { ProgressBar } from '../../ui/ProgressBar.tsx'
import { composerId } from './composerId.ts'
import { useComparison } from './compareState.ts'
import { setDraft } from './panes.ts'

const prompts = [
  'Write 3 reasons why you should train an AI model on domain specific data sets',
  'Explain overfitting to a ten-year-old in four sentences.',
  'Write a polite mail that declines a refund, then say what you would change about it.',
]

/** What the page is for, something to try, and what there is to try it on. */
export function EmptyBoard() {
  const comparison = useComparison()
  return (
    <div className="grid max-w-[66ch] gap-6 px-4 py-8">
      <p className="text-prompt font-medium">Send one prompt to several models and read their answers side by side.</p>
      <div className="grid gap-2">
        <h2 className="text-note font-medium text-ink-3">Try one</h2>
        <ul className="grid gap-1.5">
          {prompts.map((prompt) => (
            <li key={prompt} className="min-w-0">
              <Button
                className="h-auto! min-h-[30px] max-w-full py-1.5 text-left leading-5 whitespace-normal!"
                onClick={() => {
                  setDraft(comparison, prompt)
                  document.getElementById(composerId)?.focus()
                }}
              >
                {prompt}
              </Button>
            </li>
          ))}
        </ul>
      </div>
      <Found />
    </div>
  )
}

function Found() {
  const { data } = useQuery(endpointsQuery)
  const { data: models } = useQuery(modelsQuery)
  if (!data) return null
  const chat = data.endpoints.filter(({ tasks, state }) => tasks.includes('llm/v1/chat') && state.type === 'ready')
  const coming = models?.filter(({ state }) => state.type === 'downloading' || state.type === 'checking') ?? []
  const failed = models?.filter(({ state }) => state.type === 'failed') ?? []
  return (
    <div className="grid gap-2">
      <h2 className="text-note font-medium text-ink-3">Endpoints</h2>
      <p className="text-reading wrap-anywhere text-ink-2">
        {chat.length === 0 ? 'None is ready yet.' : `${chat.length} ready: ${named(chat.map(({ name }) => name))}.`}{' '}
        <Link to="/endpoints" className="underline underline-offset-2 hover:text-ink">
          Add endpoints
        </Link>
      </p>
      {coming.map(({ name, title, byteLength, state }) => {
        const received = state.type === 'downloading' ? state.bytesReceived : byteLength
        return (
          <div key={name} className="grid max-w-96 gap-1.5">
            <p className="text-note text-ink-2">
              {state.type === 'checking' ? `Checking ${title}` : `Fetching ${title}`}{' '}
              <span className="font-mono text-measure text-ink-3">
                {formatBytes(received)} of {formatBytes(byteLength)}
              </span>
            </p>
            <ProgressBar
              label={`Download of ${title}`}
              fraction={state.type === 'checking' ? undefined : received / byteLength}
            />
          </div>
        )
      })}
      {failed.map(({ name, title, state }) => (
        <p key={name} className="text-note wrap-anywhere text-warn">
          {title}: {state.type === 'failed' && state.message}
        </p>
      ))}
    </div>
  )
}

function named(names: string[]): string {
  const shown = names.slice(0, 6)
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ')
}
