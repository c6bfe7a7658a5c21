// Errors that a person reads, in Vietnamese and English.

class RulebookError extends Error {
  constructor(vi, en) {
    super(en);
    this.name = new.target.name;
    this.vi = vi;
    this.en = en;
  }
}

/** The answers do not have the documented shape (not an object, unknown question, wrong type). */
export class AnswersError extends RulebookError {}

/** The sources lack a table that this calculation needs; says which one and what an officer can do. */
export class RuleSetIncomplete extends RulebookError {}
