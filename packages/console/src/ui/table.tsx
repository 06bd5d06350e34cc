import type { ReactNode } from 'react'

/** A real table in a region of its own that scrolls sideways where there is no room; `label` names both. */
export const Table = ({
  label,
  head,
  children,
}: {
  readonly label: string
  readonly head: ReactNode
  readonly children: ReactNode
}) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
  <section className="fades-sideways relative overflow-x-auto rounded-panel border border-line" aria-label={label} tabIndex={0}>
    <table className="w-full border-collapse text-table">
      <caption className="sr-only">{label}</caption>
      <thead className="bg-subtle text-start text-muted">
        <tr>{head}</tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </section>
)

export const Th = ({ children, sort }: { readonly children?: ReactNode; readonly sort?: 'ascending' | 'descending' }) => (
  <th scope="col" aria-sort={sort} className="h-9 px-3 text-start font-medium whitespace-nowrap">
    {children}
  </th>
)

export const Td = ({ children, className = '' }: { readonly children?: ReactNode; readonly className?: string }) => (
  <td className={`h-[var(--row)] border-t border-line px-3 align-middle ${className}`}>{children}</td>
)
