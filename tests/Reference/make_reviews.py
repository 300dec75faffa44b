"""Writes data/reviews.csv: 400 short reviews in English and Korean, put together from the phrases below: python3 make_reviews.py.

Each is of one topic and says that something is good or bad. What decides is often the order of the words and not which words there
are: a "not" turns the word behind it, and of what was expected and what came, what came counts. So a bag of words tells the topic,
and the opinion only in part."""
import csv
import os
import random

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../data/reviews.csv")
COUNT = {"en": 280, "ko": 120}

THINGS = {
    "food": ["soup", "bread", "cake", "waiter", "dinner", "coffee"],
    "film": ["film", "story", "actor", "ending", "music", "scene"],
    "hotel": ["room", "bed", "breakfast", "lobby", "view", "bathroom"],
    "phone": ["phone", "screen", "battery", "camera", "charger", "speaker"],
}
GOOD = ["good", "great", "lovely", "perfect", "excellent", "wonderful"]
BAD = ["bad", "awful", "poor", "terrible", "boring", "disappointing"]
SAID = [  # {x} decides, {y} says the opposite
    "The {a} was {x}.",
    "The {a} is {x}, and the {b} is {x} too.",
    "The {a} was not {y}.",
    "Really {x}, this {a}, and not {y} at all.",
    "I expected the {a} to be {y}, but it was {x}.",
    "Everybody told me that the {a} was {y}; to me it was {x}.",
    "Last year the {a} was {y}, this year it is {x}.",
    "Not {y}: the {a} and the {b} were {x}.",
    "It is not true that the {a} is {y}.",
    "The {a} looked {y} at first, and then turned out {x}.",
]
KO_THINGS = {
    "food": ["국물이", "빵이", "커피가", "반찬이"],
    "film": ["영화가", "이야기가", "배우가", "음악이"],
    "hotel": ["방이", "침대가", "조식이", "전망이"],
    "phone": ["화면이", "배터리가", "카메라가", "소리가"],
}
KO_GOOD = [("좋았어요", "좋지", "좋을"), ("훌륭했어요", "훌륭하지", "훌륭할"), ("만족스러웠어요", "만족스럽지", "만족스러울")]
KO_BAD = [("나빴어요", "나쁘지", "나쁠"), ("아쉬웠어요", "아쉽지", "아쉬울"), ("실망스러웠어요", "실망스럽지", "실망스러울")]
KO_SAID = [
    "{a} {x}",
    "{a} 정말 {x}",
    "{a} {y_not} 않았어요",
    "{a} 전혀 {y_not} 않았어요",
    "{a} {y_will} 줄 알았는데 {x}",
    "친구는 {a} {y_not} 않다고 했지만 저는 {x_same}",
]
NAMES = """Anna Ben Clara David Emma Felix Greta Hugo Ida Jonas Karla Leo Mia Noah Olga Paul Rosa Simon Tara Uwe Vera Willem Yara Zoe
Adele Boris Cecil Dora Edgar Flora Gustav Hanna Igor Judith Konrad Lena Marco Nina Oscar Petra Quentin Ruth Stefan Thea Ulrich Vivian""".split()
KO_NAMES = "민수 지영 서준 하은 도윤 수빈 예준 지우 현우 은지 태호 유나 성민 소희 재훈 다은".split()


def signed(text, form, names):
    """Every third text with the name of its writer in front, a word that hardly any other text has."""
    return form.format(random.choice(names), text) if random.random() < 1 / 3 else text


def english(topic, is_good):
    a, b = random.sample(THINGS[topic], 2)
    x, y = random.choice(GOOD if is_good else BAD), random.choice(BAD if is_good else GOOD)
    return signed(random.choice(SAID).format(a=a, b=b, x=x, y=y), "{0}: {1}", NAMES)


def korean(topic, is_good):
    x, y = random.choice(KO_GOOD if is_good else KO_BAD), random.choice(KO_BAD if is_good else KO_GOOD)
    # What a friend does not call bad, and is bad to me.
    other = random.choice(KO_BAD if not is_good else KO_GOOD)
    form = random.choice(KO_SAID)
    if "{x_same}" in form:
        y = other
    text = form.format(a=random.choice(KO_THINGS[topic]), x=x[0], y_not=y[1], y_will=y[2], x_same=x[0])
    return signed(text, "{0} 씨: {1}", KO_NAMES)


random.seed(1)
rows, seen = [], set()
for language, make in (("en", english), ("ko", korean)):
    for i in range(COUNT[language]):
        topic, is_good = list(THINGS)[i % 4], i // 4 % 2 == 0
        text = make(topic, is_good)
        while text in seen:
            text = make(topic, is_good)
        seen.add(text)
        rows.append((text, topic, "good" if is_good else "bad"))
random.shuffle(rows)
with open(OUT, "w", encoding="utf-8", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("text", "topic", "opinion"))
    writer.writerows(rows)
