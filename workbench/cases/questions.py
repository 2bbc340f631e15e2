"""Plain facts to ask a language model for: how a sentence begins, its right end, and three wrong ones.

Written for this course. Every wrong end is of the same kind as the right one, and some are what many people would say.
Standard library alone.
"""

from __future__ import annotations

from typing import NamedTuple


class Fact(NamedTuple):
    """One fact.

    Attributes:
        prompt: How the sentence begins.
        right: How it ends.
        wrong: Three other ends.
    """

    prompt: str
    right: str
    wrong: tuple[str, str, str]

    @property
    def endings(self) -> tuple[str, ...]:
        """All four ends, the right one first, each with the space before it."""
        return tuple(f" {ending}" for ending in (self.right, *self.wrong))


def _fact(prompt: str, right: str, *wrong: str) -> Fact:
    first, second, third = wrong
    return Fact(prompt, right, (first, second, third))


FACTS = (
    _fact("The capital of France is", "Paris", "London", "Lyon", "Rome"),
    _fact("The capital of Japan is", "Tokyo", "Osaka", "Kyoto", "Seoul"),
    _fact("The capital of Egypt is", "Cairo", "Alexandria", "Tunis", "Luxor"),
    _fact("The capital of Australia is", "Canberra", "Sydney", "Melbourne", "Perth"),
    _fact("The capital of Canada is", "Ottawa", "Toronto", "Montreal", "Vancouver"),
    _fact("The capital of Turkey is", "Ankara", "Istanbul", "Izmir", "Athens"),
    _fact("The capital of Brazil is", "Brasilia", "Rio de Janeiro", "Sao Paulo", "Salvador"),
    _fact("The capital of New Zealand is", "Wellington", "Auckland", "Christchurch", "Hamilton"),
    _fact("The capital of Morocco is", "Rabat", "Casablanca", "Marrakesh", "Fez"),
    _fact("The capital of Kenya is", "Nairobi", "Mombasa", "Kampala", "Accra"),
    _fact("The capital of Vietnam is", "Hanoi", "Saigon", "Bangkok", "Hue"),
    _fact("The capital of Poland is", "Warsaw", "Krakow", "Prague", "Gdansk"),
    _fact("The longest river in Africa is the", "Nile", "Congo", "Niger", "Zambezi"),
    _fact("The highest mountain on Earth is Mount", "Everest", "Kilimanjaro", "Fuji", "Elbrus"),
    _fact("The largest ocean is the", "Pacific", "Atlantic", "Indian", "Arctic"),
    _fact("The largest country by area is", "Russia", "China", "Canada", "Brazil"),
    _fact("The Sahara is a desert in", "Africa", "Asia", "Europe", "Australia"),
    _fact("Mount Fuji is a mountain in", "Japan", "China", "Nepal", "Italy"),
    _fact("The largest planet of our solar system is", "Jupiter", "Saturn", "Neptune", "Earth"),
    _fact("The planet nearest to the Sun is", "Mercury", "Venus", "Mars", "Earth"),
    _fact("The red planet is", "Mars", "Venus", "Jupiter", "Mercury"),
    _fact("The Earth goes around the", "Sun", "Moon", "Mars", "Equator"),
    _fact("The first person on the Moon was", "Neil Armstrong", "Buzz Aldrin", "Yuri Gagarin", "John Glenn"),
    _fact("The first person in space was", "Yuri Gagarin", "Neil Armstrong", "Alan Shepard", "John Glenn"),
    _fact("Water is made of hydrogen and", "oxygen", "carbon", "nitrogen", "helium"),
    _fact("The chemical symbol for gold is", "Au", "Ag", "Go", "Fe"),
    _fact("The chemical symbol for iron is", "Fe", "Ir", "In", "Au"),
    _fact("The lightest chemical element is", "hydrogen", "helium", "oxygen", "lithium"),
    _fact("Most of the air around us is", "nitrogen", "oxygen", "carbon dioxide", "hydrogen"),
    _fact("At sea level, water boils at 100 degrees", "Celsius", "Fahrenheit", "Kelvin", "Rankine"),
    _fact("The number of legs of a spider is", "eight", "six", "ten", "four"),
    _fact("The number of legs of an insect is", "six", "eight", "four", "ten"),
    _fact("The number of hearts of an octopus is", "three", "one", "two", "eight"),
    _fact("The largest animal that ever lived is the blue", "whale", "shark", "dinosaur", "elephant"),
    _fact("The tallest animal is the", "giraffe", "elephant", "camel", "horse"),
    _fact("A whale is a", "mammal", "fish", "reptile", "bird"),
    _fact("Bees make", "honey", "silk", "milk", "oil"),
    _fact("The number of days in a leap year is", "366", "365", "364", "360"),
    _fact("The number of minutes in an hour is", "60", "100", "24", "90"),
    _fact("The number of sides of a hexagon is", "six", "five", "seven", "eight"),
    _fact("The square root of 81 is", "9", "8", "7", "27"),
    _fact("Seven times eight is", "56", "54", "63", "48"),
    _fact("Half of 90 is", "45", "40", "50", "35"),
    _fact("The smallest prime number is", "2", "1", "3", "0"),
    _fact("The Berlin Wall fell in", "1989", "1991", "1985", "1979"),
    _fact("The Second World War ended in", "1945", "1944", "1918", "1950"),
    _fact("The French Revolution began in", "1789", "1776", "1815", "1848"),
    _fact("Columbus reached America in", "1492", "1512", "1620", "1776"),
    _fact("The Titanic sank in", "1912", "1905", "1918", "1923"),
    _fact("The play Hamlet was written by William", "Shakespeare", "Wordsworth", "Blake", "Faulkner"),
    _fact("The novel Don Quixote was written by", "Cervantes", "Borges", "Neruda", "Dante"),
    _fact("The Mona Lisa was painted by", "Leonardo da Vinci", "Michelangelo", "Raphael", "Botticelli"),
    _fact("The theory of evolution goes back to Charles", "Darwin", "Dickens", "Lyell", "Babbage"),
    _fact("Penicillin was discovered by Alexander", "Fleming", "Bell", "Graham", "Hamilton"),
    _fact("The language spoken in Brazil is", "Portuguese", "Spanish", "French", "English"),
    _fact("The language spoken in Austria is", "German", "Austrian", "Hungarian", "Italian"),
    _fact("The money used in Japan is the", "yen", "yuan", "won", "dollar"),
    _fact("The money used in Switzerland is the", "franc", "euro", "mark", "krone"),
    _fact("The opposite of north is", "south", "east", "west", "up"),
    _fact("The colour of a ripe tomato is", "red", "blue", "purple", "black"),
)

# Nobody of these names has written anything: made up for this course. Whatever a model adds is invented.
INVENTED = (
    "The novelist Mirella Tavoschi was born in",
    "The best-known book by Orvald Quennstrup is called",
    "In 1974 the poet Jessamy Arkwood-Thule won",
)
