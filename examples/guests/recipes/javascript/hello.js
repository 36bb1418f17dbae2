// The world `example:hello/hello` in JavaScript: one exported function for each of the world.

export function shout(text) {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

// An s64 is a BigInt, and a negative one arrives as if it were a u64: `signed` puts it right. What is
// thrown is the error of the result; an `Error` object would be a trap.
const signed = (number) => BigInt.asIntN(64, number);

export function divide(dividend, divisor) {
  if (divisor === 0n) throw 'division by zero';
  const quotient = signed(dividend) / signed(divisor);
  if (quotient !== signed(quotient)) throw 'the quotient is too large';
  return quotient;
}

export function letters(text) {
  const counts = new Map();
  for (const letter of text.match(/[A-Za-z]/g) ?? []) {
    const small = letter.toLowerCase();
    counts.set(small, (counts.get(small) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
