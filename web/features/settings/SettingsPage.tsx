import { useQuery } from '@tanstack/react-query'
import { statusQuery } from '../../api/queries.ts'
import { setRailCollapsed, useRail } from '../../ui/rail.ts'
import { ShortcutList } from '../../ui/ShortcutList.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { chooseTheme, useTheme, type ThemeChoice } from '../../ui/theme.ts'
import { TopBar } from '../../ui/TopBar.tsx'
import { AccessSection } from './AccessSection.tsx'
import { Section } from './Section.tsx'
import { SharesSection } from './SharesSection.tsx'

const themes: { value: ThemeChoice; label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

export default function SettingsPage() {
  return (
    <main className="flex h-full flex-col">
      <TopBar title="Settings" />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto grid grid-cols-1 max-w-[720px] gap-8 px-4 py-6">
          <Section title="Appearance">
            <ThemeChoiceField />
            <RailSwitch />
          </Section>
          <AccessSection />
          <SharesSection />
          <Section title="Keys">
            <div className="max-w-md">
              <ShortcutList />
              <p className="pt-3 text-note text-ink-3">Compare has more; ? shows them there.</p>
            </div>
          </Section>
          <Section title="About">
            <About />
          </Section>
        </div>
      </div>
    </main>
  )
}

function ThemeChoiceField() {
  const choice = useTheme((state) => state.choice)
  return (
    <fieldset className="sm:grid sm:grid-cols-[10rem_1fr]">
      {/* A floated legend takes part in the grid; on a phone there is none, and it stands above. */}
      <legend className="text-control text-ink-2 max-sm:pb-1 sm:float-left">Theme</legend>
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        {themes.map(({ value, label }) => (
          <label key={value} className="flex items-center gap-2 text-control pointer-coarse:min-h-11">
            <input
              type="radio"
              name="theme"
              checked={choice === value}
              onChange={() => chooseTheme(value)}
              className="size-[15px] accent-ink"
            />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

function RailSwitch() {
  const isCollapsed = useRail((state) => state.isCollapsed)
  return (
    <div className="hidden items-center md:flex">
      <span className="w-40 text-control text-ink-2">Rail</span>
      <Switch isOn={isCollapsed} onChange={setRailCollapsed} label="Icons only" />
    </div>
  )
}

function About() {
  const { data } = useQuery(statusQuery)
  return (
    <dl className="grid grid-cols-[6rem_1fr] gap-y-1.5 text-control sm:grid-cols-[10rem_1fr]">
      <dt className="text-ink-2">Version</dt>
      <dd className="font-mono text-note">{data?.version ?? '…'}</dd>
      <dt className="text-ink-2">Saving</dt>
      <dd>{data === undefined ? '…' : data.saving === 'ok' ? 'Working' : `Not saved: ${data.saving.failed}`}</dd>
      <dt className="text-ink-2">Data folder</dt>
      <dd className="font-mono text-note wrap-anywhere select-all">{data?.dataFolder ?? '…'}</dd>
      <dt className="text-ink-2">Licence</dt>
      <dd>Apache-2.0</dd>
    </dl>
  )
}
