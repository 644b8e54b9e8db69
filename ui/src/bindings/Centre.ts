import type { AcwPolicy } from "./AcwPolicy";
import type { ConversionAsk } from "./ConversionAsk";
import type { Field } from "./Field";
import type { Mask } from "./Mask";
import type { SurveyPolicy } from "./SurveyPolicy";
export type Centre = { acw: AcwPolicy, survey?: SurveyPolicy, conversion?: ConversionAsk, mask: Array<Mask>, field: Array<Field>, };
