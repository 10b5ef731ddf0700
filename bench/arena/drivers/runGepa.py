# Runs GEPA's own package on contests that come as JSON lines on standard input; answers with one JSON line each.
# Standard library only, and no proxies: the arena's server is the only thing it may reach.
import http.client
import json
import sys
from urllib.parse import urlparse

from gepa import EvaluationBatch, optimize


class Quiet:
    def log(self, message):
        pass


class Chat:
    """A kept-alive connection to one contest."""

    def __init__(self, url):
        self.place = urlparse(url)
        self.connection = http.client.HTTPConnection(self.place.hostname, self.place.port)

    def ask(self, model, content):
        body = json.dumps({"model": model, "messages": [{"role": "user", "content": content}]})
        self.connection.request(
            "POST", self.place.path + "/chat/completions", body, {"Content-Type": "application/json"}
        )
        response = self.connection.getresponse()
        reply = json.loads(response.read())
        if response.status != 200:
            raise RuntimeError(reply["error"]["message"])
        return reply["choices"][0]["message"]["content"]


class Adapter:
    propose_new_texts = None

    def __init__(self, chat):
        self.chat = chat

    def run_one(self, prompt, row):
        output = self.chat.ask("task", prompt.replace("{{input}}", row["text"]))
        right = output.strip() == row["expected"]
        feedback = "Right." if right else f'Wrong: got "{output}", expected "{row["expected"]}".'
        return output, float(right), feedback

    def evaluate(self, batch, candidate, capture_traces=False):
        done = [self.run_one(candidate["prompt"], row) for row in batch]
        return EvaluationBatch(
            outputs=[output for output, _, _ in done],
            scores=[score for _, score, _ in done],
            trajectories=list(zip(batch, done)) if capture_traces else None,
        )

    def make_reflective_dataset(self, candidate, evaluated, components):
        records = [
            {"Inputs": row["text"], "Generated Outputs": output, "Feedback": feedback}
            for row, (output, _, feedback) in evaluated.trajectories
        ]
        return {component: records for component in components}


def run(contest):
    chat = Chat(contest["url"])
    result = optimize(
        seed_candidate={"prompt": contest["prompt"]},
        trainset=contest["train"],
        valset=contest["select"],
        adapter=Adapter(chat),
        reflection_lm=lambda prompt: chat.ask("reflect", prompt),
        max_metric_calls=contest["budget"],
        reflection_minibatch_size=contest["minibatch"],
        cache_evaluation=contest["cache"],
        seed=contest["seed"],
        logger=Quiet(),
        track_best_outputs=False,
    )
    scores = result.val_aggregate_scores
    course, best = [], None
    for index, at in enumerate(result.discovery_eval_counts):
        if best is None or scores[index] > scores[best]:
            best = index
            course.append({"at": at, "prompt": result.candidates[index]["prompt"]})
    return {
        "winner": result.best_candidate["prompt"],
        "reported": scores[result.best_idx],
        "course": course,
        "detail": {"validations": len(scores)},
    }


for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)
