import { useMemo, useState } from 'react'
import type { Invocation, SentRequest } from '../../../server/contract/invocation.ts'
import { Tabs } from '../../ui/Tabs.tsx'
import { curlCommand, keyVariable, nodeCode, pythonCode } from './requestCode.ts'
import { SourceBox } from './SourceBox.tsx'

const languages = [
  { name: 'curl', write: curlCommand },
  { name: 'Python', write: pythonCode },
  { name: 'Node', write: nodeCode },
]

/** The same request, to be made elsewhere. The key is never in it: it is read from the environment. */
export function CodeTab({ invocation: { request, providerLabel } }: { invocation: Invocation }) {
  if (request === null) return <p className="text-note text-ink-2">There is no request yet to write code for.</p>
  if (!/^https?:/.test(request.url)) {
    return (
      <p className="text-note text-ink-2">
        This model runs inside AI Playground, not behind an address of its own: there is no request to make elsewhere.
      </p>
    )
  }
  return <Snippets request={request} variable={keyVariable(request.url, providerLabel)} />
}

function Snippets({ request, variable }: { request: SentRequest; variable: string }) {
  const [chosen, setChosen] = useState('curl')
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <Tabs
        label="Language"
        value={chosen}
        onChange={setChosen}
        tabs={languages.map(({ name, write }) => ({
          value: name,
          label: name,
          content: <Snippet name={name} request={request} write={write} variable={variable} />,
        }))}
      />
      <p className="text-note text-ink-3">
        The key is read from <code className="font-mono text-measure">{variable}</code>.
      </p>
    </div>
  )
}

interface SnippetProps {
  name: string
  request: SentRequest
  write: (request: SentRequest, variable: string) => string
  variable: string
}

function Snippet({ name, request, write, variable }: SnippetProps) {
  const text = useMemo(() => write(request, variable), [request, write, variable])
  return <SourceBox title={name} text={text} isWrapped={false} />
}
