import { useMemo, useState } from 'react'
import { CodeBlock } from '../../markdown/CodeBlock.tsx'
import '../../markdown/markdown.css'
import { readSetting, writeSetting } from '../../ui/browserSetting.ts'
import { Switch } from '../../ui/Switch.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import type { CodeCall } from './codeCall.ts'
import { codeLanguages, type CodeLanguage } from './codeLanguages.ts'

/** One call as a program, in the language chosen last in this browser. */
export function CodeView({ call }: { call: CodeCall }) {
  const [chosen, setChosen] = useState(() => readSetting('code-language') ?? '')
  const [isStreamed, setIsStreamed] = useState(call.isStreamed)
  const shownId = codeLanguages.some(({ id }) => id === chosen) ? chosen : 'openai-python'
  const isSql = shownId === 'ai-query'
  const canStream = call.task === 'llm/v1/chat' || call.task === 'llm/v1/completions'
  const shown = useMemo(() => ({ ...call, isStreamed: isStreamed && canStream }), [call, isStreamed, canStream])
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <Tabs
        label="Language"
        value={shownId}
        onChange={(id) => {
          setChosen(id)
          writeSetting('code-language', id)
        }}
        tabs={codeLanguages.map((language) => ({
          value: language.id,
          label: language.label,
          content: <Program language={language} call={shown} />,
        }))}
      />
      {canStream && !isSql && (
        <Switch isOn={isStreamed} onChange={setIsStreamed} label="Show the answer as it is written (streaming)" />
      )}
      <p className="max-w-[75ch] text-note text-ink-3">
        {isSql ? (
          'For a SQL warehouse or notebook of a Databricks workspace that has an endpoint of this name.'
        ) : (
          <>
            <code className="font-mono text-measure">DATABRICKS_HOST</code> and{' '}
            <code className="font-mono text-measure">DATABRICKS_TOKEN</code> say where to ask and with which access
            token. Without them the program asks this playground, which wants a token once one exists (Settings).
          </>
        )}
      </p>
    </div>
  )
}

function Program({ language, call }: { language: CodeLanguage; call: CodeCall }) {
  const code = useMemo(() => language.write(call), [language, call])
  if (code.type === 'impossible') return <p className="max-w-[65ch] text-note text-ink-2">{code.reason}</p>
  return (
    <div className="markdown">
      <CodeBlock code={code.text} language={language.syntax} isOpen={false} />
    </div>
  )
}
