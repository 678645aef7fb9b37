"""What the outcomes rest on, and what they are worth: one package for each kind of question.

Is any of it right (`past`, `patterns`, `forecasts`, `calibration`)? What drives it (`sensitivity`,
`discovery`, `signposts`, `requirements`)? What follows for those who decide (`robustness`, `blocking`)?
`designs` is what the experiments share.
"""
