import { useQueryClient } from '@tanstack/react-query'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { failureOf, isStale } from '../../../api/failure.ts'
import { t } from '../../../i18n/i18n.ts'
import { toastSuccess } from '../../../ui/toast.tsx'
import { keyQuery, keysChanged } from '../key-detail-queries.ts'
import { type EditableField, type LoadedKey, loadKey, saveField } from '../loaded-key.ts'
import { fieldName } from '../pure/key-texts.ts'

/** Somebody else was faster: the key as the person saw it, and as it is now. */
export interface EditConflict {
  readonly seen: LoadedKey
  readonly theirs: LoadedKey
}

export interface FieldEdit<Draft> {
  readonly field: EditableField
  /** What is being typed; `undefined` while nobody edits. */
  readonly draft: Draft | undefined
  readonly busy: boolean
  readonly problem: string | undefined
  readonly conflict: EditConflict | undefined
  /** Gets the focus back after the edit. */
  readonly openerRef: RefObject<HTMLButtonElement | null>
  readonly begin: (draft: Draft) => void
  readonly change: (draft: Draft) => void
  readonly cancel: () => void
  /** Saves over what the person has seen; over `conflict.theirs` when they have seen that by now. */
  readonly save: (value: unknown) => Promise<void>
}

/** One field of a key in edit. It is saved only if the key is still as it was when the edit began. */
export function useFieldEdit<Draft>(project: string, loaded: LoadedKey, field: EditableField): FieldEdit<Draft> {
  const queries = useQueryClient()
  const [draft, setDraft] = useState<Draft>()
  // Not state: an edit may begin and be saved in one and the same turn.
  const seen = useRef(loaded)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [conflict, setConflict] = useState<EditConflict>()
  const { openerRef, giveBackFocus } = useFocusGivenBack(draft === undefined)
  const end = (): void => {
    setDraft(undefined)
    setConflict(undefined)
    setProblem(undefined)
    giveBackFocus()
  }
  const save = async (value: unknown): Promise<void> => {
    const base = conflict?.theirs ?? seen.current
    setBusy(true)
    setProblem(undefined)
    try {
      const saved = await saveField(project, base, field, value)
      queries.setQueryData(keyQuery(project, saved.key.key_id).queryKey, saved)
      toastSuccess(t('{field} saved', { field: fieldName(field) }))
      end()
      void keysChanged(queries, project)
    } catch (error) {
      const theirs = isStale(error) ? await loadKey(project, base.key.key_id).catch(() => undefined) : undefined
      if (theirs === undefined) setProblem(failureOf(error).message)
      else setConflict({ seen: base, theirs })
    } finally {
      setBusy(false)
    }
  }
  return {
    field,
    draft,
    busy,
    problem,
    conflict,
    openerRef,
    save,
    change: setDraft,
    begin: (first) => {
      seen.current = loaded
      setDraft(() => first)
    },
    cancel: () => {
      if (conflict !== undefined) queries.setQueryData(keyQuery(project, loaded.key.key_id).queryKey, conflict.theirs)
      end()
    },
  }
}

/** The button that opened something is drawn again only after that is closed: then it gets the focus back. */
function useFocusGivenBack(closed: boolean) {
  const openerRef = useRef<HTMLButtonElement>(null)
  const owed = useRef(false)
  useEffect(() => {
    if (!closed || !owed.current) return
    owed.current = false
    openerRef.current?.focus()
  }, [closed])
  return {
    openerRef,
    giveBackFocus: () => {
      owed.current = true
    },
  }
}
