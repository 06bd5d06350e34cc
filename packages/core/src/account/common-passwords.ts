/** Words that passwords of the usual lists are made of; anything but letters is cut off before it is looked up. */
export const commonWords: ReadonlySet<string> = new Set(
  `password passwort passw parola contrasena motdepasse senha wachtwoord kennwort geheim secret
  admin administrator root superuser operator user username login welcome willkommen letmein changeme changeit default
  qwerty qwertz azerty qwertyuiop qwertzuiop asdfghjkl asdfgh zxcvbnm yxcvbnm abc abcdef abcdefg abcdefgh abcdefghijkl
  iloveyou loveyou trustno monkey dragon master football baseball basketball superman batman sunshine princess shadow
  whatever starwars pokemon computer internet michael jordan charlie summer winter spring autumn sommer herbst
  january february march april june july august september october november december
  test testing tester guest hello hallo latchkey keyserver server company office correcthorsebatterystaple`
    .split(/\s+/u)
    .filter((word) => word !== ''),
)

/** Rows of keyboards and of the alphabet, both ways round on lookup. */
export const keyboardRows: readonly string[] = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  'qazwsxedcrfvtgbyhnujm',
]
