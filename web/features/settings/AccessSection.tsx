import { useQuery } from '@tanstack/react-query'
import { statusQuery } from '../../api/queries.ts'
import { AccessTokens } from './AccessTokens.tsx'
import { CopyLines } from './CopyLines.tsx'
import { Section } from './Section.tsx'
import { ServicePrincipals } from './ServicePrincipals.tsx'

/** Who may use this server besides the page, and how. */
export function AccessSection() {
  const { data } = useQuery(statusQuery)
  const credentials = data?.credentials ?? 'unchecked'
  return (
    <Section title="Access">
      <p className="max-w-[65ch] text-reading text-ink-2">
        Programs written for Databricks Model Serving or for OpenAI reach every endpoint here. {rules[credentials]}
      </p>
      <CopyLines
        label="Lines for a shell"
        lines={[
          `export DATABRICKS_HOST=${window.location.origin}`,
          `export DATABRICKS_TOKEN=${credentials === 'unchecked' ? 'anything' : 'your-access-token'}`,
        ]}
      />
      <AccessTokens />
      <ServicePrincipals />
    </Section>
  )
}

const rules = {
  unchecked:
    'On this machine they need no token. Their libraries insist on one: until you create one, any text will do.',
  checked: 'On this machine they need no token, but one that is sent must be a valid one from below.',
  required: 'Each needs a token from below.',
}
