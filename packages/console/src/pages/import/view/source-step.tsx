import { FileUp } from 'lucide-react'
import { type ClipboardEvent, type DragEvent, useId, useRef, useState } from 'react'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Note, Panel } from '../../../ui/panel.tsx'
import { fields } from '../sheet/fields.ts'
import type { FileProblem } from '../sheet/file-problem.ts'
import { download } from './download.ts'
import { fileProblemText } from './problem-text.ts'

const TEMPLATE = `${fields.filter((field) => !field.includes('hash')).join(',')}\r\nlegacy-key-0001,Nightly export,customer-42,read:orders write:orders,90d,secret,"{""team"":""data""}",10.0.0.0/8,600,60s\r\n`

/** Where the rows come from: a file that is chosen or dropped, or pasted text that is never put on the screen. */
export function SourceStep({
  problem,
  fileName,
  busy,
  disabledBecause,
  onRead,
}: {
  readonly problem: FileProblem | undefined
  readonly fileName: string
  readonly busy: boolean
  readonly disabledBecause: string | undefined
  readonly onRead: (source: Blob | string, name: string) => void
}) {
  const [isOver, setIsOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const disabled = disabledBecause !== undefined
  const take = (file: File | null | undefined): void => {
    if (file !== null && file !== undefined && !disabled) onRead(file, file.name)
  }
  const drop = (event: DragEvent): void => {
    event.preventDefault()
    setIsOver(false)
    take(event.dataTransfer.files[0])
  }
  return (
    <Panel title={t('1. Choose the keys')}>
      <div role="alert">
        {problem !== undefined && (
          <div className="mb-4">
            <Note tone="error" title={t('{name} cannot be read', { name: fileName })}>
              {fileProblemText(problem)}
            </Note>
          </div>
        )}
      </div>
      {disabled && (
        <div className="mb-4">
          <Note tone="info">{disabledBecause}</Note>
        </div>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is offered beside the button that does the same */}
      <div
        className={`grid justify-items-center gap-3 rounded-panel border border-dashed px-4 py-8 text-center ${isOver ? 'border-accent bg-subtle' : 'border-strong'}`}
        onDragOver={(event) => {
          event.preventDefault()
          setIsOver(true)
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={drop}
      >
        <p>{t('Drop a CSV, JSON or JSONL file here')}</p>
        <Button
          look="primary"
          busy={busy}
          disabled={disabled}
          icon={<FileUp aria-hidden size={16} />}
          onClick={() => input.current?.click()}
        >
          {busy ? t('Reading …') : t('Choose a file')}
        </Button>
        <input
          ref={input}
          type="file"
          className="hidden"
          aria-label={t('File with keys')}
          accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson,text/csv,application/json"
          onChange={(event) => {
            take(event.target.files?.[0])
            event.target.value = ''
          }}
        />
        <p className="max-w-[60ch] text-table text-muted">
          {t('The file is read and checked in this browser. Nothing is sent before you press Import.')}
        </p>
      </div>
      <PasteField disabled={disabled} onText={(text) => onRead(text, t('The pasted text'))} />
      <div className="mt-4 flex flex-wrap items-center gap-2">
        <Button onClick={() => download('latchkey-import-template.csv', TEMPLATE)}>{t('Download template')}</Button>
        <span className="text-table text-muted">
          {t('Columns: {columns}. A key may also be given as key_hash with hash_algorithm sha256 or sha512.', {
            columns: fields.filter((field) => !field.includes('hash')).join(', '),
          })}
        </span>
      </div>
    </Panel>
  )
}

function PasteField({ disabled, onText }: { readonly disabled: boolean; readonly onText: (text: string) => void }) {
  const id = useId()
  const paste = (event: ClipboardEvent): void => {
    event.preventDefault()
    const text = event.clipboardData.getData('text/plain')
    if (text !== '') onText(text)
  }
  return (
    <div className="mt-4 grid gap-1">
      <label htmlFor={id} className="font-medium">
        {t('Or paste rows')}
      </label>
      <textarea
        id={id}
        rows={1}
        value=""
        disabled={disabled}
        aria-describedby={`${id}-hint`}
        onChange={() => {}}
        onPaste={paste}
        autoComplete="off"
        spellCheck={false}
        className="min-h-[var(--control)] w-full rounded-control border border-strong bg-ground px-3 py-2 disabled:bg-subtle"
      />
      <div id={`${id}-hint`} className="text-table text-muted">
        {t('Press Ctrl or ⌘ V here, headings first. What is pasted goes straight to the check and is not shown.')}
      </div>
    </div>
  )
}
