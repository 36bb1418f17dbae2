"""The world `example:hello/hello` in Python: one method for each function of the world."""

from collections import Counter

from componentize_py_types import Err
from wit_world import WitWorld


class WitWorld(WitWorld):
    def shout(self, text: str) -> str:
        return "".join(letter.upper() if "a" <= letter <= "z" else letter for letter in text)

    def divide(self, dividend: int, divisor: int) -> int:
        # `Err` is the error of the result; any other exception is a trap.
        if divisor == 0:
            raise Err("division by zero")
        # `//` cuts downwards, and an int of Python knows no end.
        quotient = abs(dividend) // abs(divisor)
        if (dividend < 0) != (divisor < 0):
            quotient = -quotient
        if quotient >= 2**63:
            raise Err("the quotient is too large")
        return quotient

    def letters(self, text: str) -> list[tuple[str, int]]:
        found = (letter.lower() for letter in text if letter.isascii() and letter.isalpha())
        return sorted(Counter(found).items())
