const marked: Readonly<Record<string, string>> = Object.fromEntries(
  [...'aàbƀcçdđeéfƒgĝhĥiîjĵkķlļmɱnñoôpþqɋrŕsštţuûvṽwŵxẋyýzžAÅBƁCÇDÐEÉFƑGĜHĤIÎJĴKĶLĻMṀNÑOÔPÞQɊRŔSŠTŢUÛVṼWŴXẊYÝZŽ']
    .map((letter, index, all) => [letter, all[index + 1] ?? letter] as const)
    .filter((_, index) => index % 2 === 0),
)

/** Each letter with an accent and forty percent more room: what stays plain was never given to be translated. */
export const pseudo = (text: string): string => {
  const accented = [...text].map((letter) => marked[letter] ?? letter).join('')
  return `⟦${accented}${'·'.repeat(Math.ceil(text.length * 0.4))}⟧`
}
