import { flushSync } from 'react-dom'
import { type Preferences, prefer, usePreferences } from '../../app/preferences.ts'
import { languages, speak, t } from '../../i18n/i18n.ts'
import { CheckField, SelectField } from '../../ui/field.tsx'

/** The field that is drawn anew when it is used. */
const LANGUAGE = 'language'

export function AppearanceForm() {
  const { theme, density, language, zone, shortcuts, presentation } = usePreferences()
  const changeLanguage = async (next: string): Promise<void> => {
    await speak(next as Preferences['language'])
    flushSync(() => prefer({ language: next as Preferences['language'] }))
    document.getElementsByName(LANGUAGE)[0]?.focus()
  }
  return (
    <div className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <SelectField
          label={t('Theme')}
          value={theme}
          onChoose={(next) => prefer({ theme: next as Preferences['theme'] })}
          choices={[
            { value: 'system', label: t('As the system') },
            { value: 'light', label: t('Light') },
            { value: 'dark', label: t('Dark') },
          ]}
        />
        <SelectField
          label={t('Density of tables')}
          value={density}
          onChoose={(next) => prefer({ density: next as Preferences['density'] })}
          choices={[
            { value: 'comfortable', label: t('Comfortable') },
            { value: 'compact', label: t('Compact') },
          ]}
        />
        <SelectField
          name={LANGUAGE}
          label={t('Language')}
          value={language in languages ? language : 'en'}
          onChoose={(next) => void changeLanguage(next)}
          choices={Object.entries(languages).map(([value, label]) => ({ value, label }))}
        />
        <SelectField
          label={t('Times')}
          value={zone}
          onChoose={(next) => prefer({ zone: next as Preferences['zone'] })}
          choices={[
            { value: 'local', label: t('Local time') },
            { value: 'utc', label: t('UTC') },
          ]}
        />
      </div>
      <CheckField
        label={t('Single-letter shortcuts')}
        hint={t('g k goes to the keys, c issues one, ? lists them all. Never while you type.')}
        checked={shortcuts}
        onChange={(event) => prefer({ shortcuts: event.target.checked })}
      />
      <CheckField
        label={t('Presentation mode')}
        hint={t('Blurs ids, people and addresses, for when others see your screen.')}
        checked={presentation}
        onChange={(event) => prefer({ presentation: event.target.checked })}
      />
    </div>
  )
}
