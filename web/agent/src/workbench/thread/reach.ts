// What a message can ask of the thread it stands in, without knowing it.
import { inject, type InjectionKey } from "vue";

export interface Reach {
  /** Goes to the message with that number. */
  jump: (seq: number) => void;
  /** Shows a picture large, by the id of its file. */
  show: (file: string) => void;
  /** False where one only reads. */
  acts: boolean;
}

export const reachKey: InjectionKey<Reach> = Symbol("reach");
export const useReach = () => inject(reachKey, { jump: () => {}, show: () => {}, acts: false });
