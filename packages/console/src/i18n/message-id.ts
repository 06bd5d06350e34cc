/**
 * Names an English text in the catalogs that browsers load, where the text itself would double them: FNV-1a, of which 26 bits
 * tell a few thousand texts apart. The build refuses two texts with one id.
 */
export function messageId(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return (hash >>> 6).toString(36)
}
