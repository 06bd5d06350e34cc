/** Text for machines in a region of its own that scrolls; `label` names it. */
export const CodeBlock = ({
  label,
  text,
  secretive = false,
}: {
  readonly label: string
  readonly text: string
  readonly secretive?: boolean
}) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
  <section className="max-h-80 overflow-auto rounded-control bg-subtle p-3" aria-label={label} tabIndex={0}>
    <pre translate="no" data-private={secretive || undefined}>
      {text}
    </pre>
  </section>
)
