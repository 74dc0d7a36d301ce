import type { CompleteParameters } from '../../../server/contract/completeDocument.ts'
import { NumberRow } from '../../models/parameters/NumberRow.tsx'
import { ParameterForm } from '../../models/parameters/ParameterForm.tsx'
import { parseExtra } from '../../models/parameters/parseExtra.ts'
import { Field } from '../../ui/Field.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { setParameters, useComplete, useCompleteState } from './complete.ts'

/** Numbers of completions alone, beside those every request for text has. */
const rows = [
  { name: 'n', label: 'Samples (n)', min: 1, max: 128, step: 1, isInteger: true, note: 'Ways to go on, side by side' },
  {
    name: 'best_of',
    label: 'Best of',
    min: 1,
    max: 20,
    step: 1,
    isInteger: true,
    note: 'So many are written, the best come back',
  },
  {
    name: 'logprobs',
    label: 'Probabilities (logprobs)',
    min: 0,
    max: 20,
    step: 1,
    isInteger: true,
    note: 'Alternatives of each token',
  },
] as const

/** What a continuation is asked with. Only what was set is sent. */
export default function SettingsForm() {
  const complete = useComplete()
  const parameters = useCompleteState((state) => state.document.parameters)
  const { n, best_of, logprobs, echo, logit_bias, ...shared } = parameters
  const own = { n, best_of, logprobs, echo, logit_bias }
  const set = (change: CompleteParameters) => setParameters(complete, withoutUnset({ ...shared, ...own, ...change }))
  const bias = parseExtra(logit_bias ?? '')
  return (
    <div className="grid w-[22.5rem] max-w-[calc(100vw-3.5rem)] gap-3">
      <div className="grid grid-cols-2 gap-x-3 gap-y-2.5">
        {rows.map((row) => (
          <NumberRow key={row.name} row={row} value={own[row.name]} onChange={(value) => set({ [row.name]: value })} />
        ))}
        <div className="flex items-end pb-1">
          <Switch
            isOn={echo === true}
            onChange={(isOn) => set({ echo: isOn ? true : undefined })}
            label="Echo the prompt"
          />
        </div>
      </div>
      <ParameterForm
        value={shared}
        onChange={(changed) => setParameters(complete, withoutUnset({ ...own, ...changed }))}
      />
      <Field
        label="Logit bias"
        hint="Token ids and what is added to each: −100 forbids a token, 100 forces it."
        {...(bias.type === 'invalid' && { error: 'A JSON object, like {"28": -100}.' })}
      >
        <TextField
          value={logit_bias ?? ''}
          onChange={(text) => set({ logit_bias: text === '' ? undefined : text })}
          placeholder='{"28": -100}'
          className="font-mono"
        />
      </Field>
    </div>
  )
}

function withoutUnset(parameters: {
  [name in keyof CompleteParameters]?: CompleteParameters[name] | undefined
}): CompleteParameters {
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined)) as CompleteParameters
}
