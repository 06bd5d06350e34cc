import { t } from '../../i18n/i18n.ts'
import { CopyButton } from '../../ui/copy.tsx'

/** Commands for a shell, each to be copied by itself. */
export const Commands = ({ commands }: { readonly commands: readonly string[] }) => (
  <ul className="grid gap-2">
    {commands.map((command) => (
      <li key={command} className="flex items-center justify-between gap-2 rounded-control bg-subtle ps-3">
        <code translate="no" className="min-w-0 py-2">
          {command}
        </code>
        <CopyButton text={command} label={t('Copy {command}', { command })} />
      </li>
    ))}
  </ul>
)
