// The hundred or so most frequent pairs of letters inside words of English technical text, in order of the alphabet.
const frequentPairs = new Set(
  (
    'ab ac ad ag ai al am an ap ar as at ay be bl bo ca ce ch ci ck co ct cu da de di do ea ec ed ee ef el em en er es et ev ex ' +
    'fi fo fr ge gh gr ha he hi ho ic id ie if ig il im in io ir is it ke ki la le li ll lo ly ma me mi mo mp na nc nd ne ng ni ' +
    'no ns nt of ol om on oo op or os ot ou ow pa pe pl po pr ra rd re ri rm ro rs rt ry sa se sh si so ss st su ta te th ti to ' +
    'tr tu ty ul un ur us ut ve vi wa we wh wi wo'
  ).split(' '),
)
const PAIRS_MIN = 14
/** Standard deviations above chance: random text passes for language less than once in ten thousand. */
const DEVIATIONS = 5
/** A word of a phrase: one case, and some letter that is not a hexadecimal digit. */
const WORD = /^(?=.*[g-zG-Z])([a-z]{3,}|[A-Z]{3,}|[A-Z][a-z]{2,})$/
const PHRASE_MIN_WORDS = 4

/** Whether a text is words: several between separators, or letters in the order that English has them in. */
export const readsLikeLanguage = (text: string): boolean => isPhrase(text) || followsEnglish(text)

const isPhrase = (text: string): boolean =>
  text.split(/[^A-Za-z0-9]+/).filter((word) => WORD.test(word)).length >= PHRASE_MIN_WORDS

/**
 * Whether the letters of a text follow each other as those of words do, far more often than if each were drawn from the
 * letters that occur (hexadecimal digits only have six). Case and everything between the words are ignored.
 */
function followsEnglish(text: string): boolean {
  const pairs = [...text.toLowerCase().matchAll(/(?=([a-z]{2}))/g)].map(([, pair]) => pair ?? '')
  if (pairs.length < PAIRS_MIN) return false
  const letters = new Set(pairs.join(''))
  const possible = [...frequentPairs].filter((pair) => [...pair].every((letter) => letters.has(letter)))
  const share = possible.length / letters.size ** 2
  const frequent = pairs.filter((pair) => frequentPairs.has(pair)).length
  return frequent > pairs.length * share + DEVIATIONS * Math.sqrt(pairs.length * share * (1 - share))
}
