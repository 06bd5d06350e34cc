import { mayUseFrom } from '@latchkey/core/verify/ip-restriction'
import { useQuery } from '@tanstack/react-query'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { TextAreaField } from '../../../ui/field.tsx'
import { Note } from '../../../ui/panel.tsx'
import type { FormPart } from './form-part.ts'
import { cidrsOf, type IpLine, readIpList } from './ip-list.ts'
import { ownAddressQuery } from './issue-queries.ts'

/** Where the key may be used from: many addresses at once, pasted as they come. */
export function AddressesField({ draft: { cidrs: text }, change, problems }: FormPart) {
  const own = useQuery(ownAddressQuery).data ?? undefined
  const lines = readIpList(text)
  const addOwn = (): void => change({ cidrs: [text.trim(), own].filter(Boolean).join('\n') })
  const normalise = (): void => change({ cidrs: lines.map((line) => line.cidr ?? line.text).join('\n') })
  return (
    <>
      <TextAreaField
        label={t('Allowed addresses')}
        rows={3}
        spellCheck={false}
        className="font-mono"
        value={text}
        onChange={(event) => change({ cidrs: event.target.value })}
        onBlur={normalise}
        placeholder={'10.0.0.0/8\n203.0.113.7'}
        hint={t('Addresses and ranges, separated as you like. Empty: from anywhere.')}
        error={problems.cidrs}
        data-private
      />
      {own !== undefined && (
        <div>
          <Button onClick={addOwn}>
            {t('Add my address')} <span data-private>{own}</span>
          </Button>
        </div>
      )}
      {warningsAbout(lines, own).map((warning) => (
        <Note key={warning} tone="warn">
          {warning}
        </Note>
      ))}
    </>
  )
}

function warningsAbout(lines: readonly IpLine[], own: string | undefined): readonly string[] {
  const cidrs = cidrsOf(lines)
  const excludesOwn = own !== undefined && cidrs.length > 0 && !mayUseFrom([...cidrs], own)
  return [
    ...lines
      .filter(({ hadHostBits }) => hadHostBits)
      .map(({ text, cidr }) => t('{text} reaches beyond its mask: it is read as {cidr}.', { text, cidr })),
    ...(lines.some(({ isEverything }) => isEverything)
      ? [t('A range that ends in /0 is every address: that is no restriction.')]
      : []),
    ...(excludesOwn ? [t('Your own address, {own}, is not among them: this key would be refused from here.', { own })] : []),
  ]
}
