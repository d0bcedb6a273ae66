package dev.imago.cli;

import dev.imago.cli.client.Answer;

/** The newest answer on something that goes on in the server, shared with the thread that draws the progress. */
final class LatestAnswer {
    private volatile Answer answer;

    LatestAnswer(Answer first) {
        this.answer = first;
    }

    Answer get() {
        return answer;
    }

    void set(Answer newer) {
        answer = newer;
    }
}
