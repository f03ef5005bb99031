/** Questions to another process. */
export interface Questions<Question, Answer> {
  /** The answer; undefined where none comes in time. */
  ask(question: Question): Promise<Answer | undefined>;
  /** An answer has come. */
  answered(id: number, answer: Answer): void;
}

/** So long another process may take to answer, before its answer is done without. */
export const ANSWER_WITHIN_MS = 1000;

/** Makes a {@link Questions}; `send` passes one on with the number that its answer must have. */
export function createQuestions<Question, Answer>(
  send: (id: number, question: Question) => void,
): Questions<Question, Answer> {
  const waiting = new Map<number, (answer: Answer | undefined) => void>();
  let last = 0;
  return {
    ask(question) {
      last += 1;
      const id = last;
      return new Promise((resolve) => {
        const settle = (answer: Answer | undefined) => {
          clearTimeout(timer);
          waiting.delete(id);
          resolve(answer);
        };
        const timer = setTimeout(settle, ANSWER_WITHIN_MS, undefined);
        waiting.set(id, settle);
        send(id, question);
      });
    },
    answered: (id, answer) => waiting.get(id)?.(answer),
  };
}
