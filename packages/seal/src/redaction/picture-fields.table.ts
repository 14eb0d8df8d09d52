/** Names of values in pictures by what they tell: tags as EXIF 2.32, TIFF 6.0 and DNG 1.7 name them, properties as cameras write them. */

/** How the picture is stored and was exposed. */
export const harmlessExif: ReadonlySet<string> = new Set([
  ...[
    "SubfileType",
    "OldSubfileType",
    "ImageWidth",
    "ImageHeight",
    "ImageLength",
    "BitsPerSample",
    "Compression",
    "PhotometricInterpretation",
  ],
  ...["FillOrder", "StripOffsets", "Orientation", "SamplesPerPixel", "RowsPerStrip", "StripByteCounts", "XResolution", "YResolution"],
  ...[
    "PlanarConfiguration",
    "ResolutionUnit",
    "TransferFunction",
    "Predictor",
    "WhitePoint",
    "PrimaryChromaticities",
    "ColorMap",
    "TileWidth",
  ],
  ...["TileLength", "TileOffsets", "TileByteCounts", "SubIFD", "ExtraSamples", "SampleFormat", "JPEGTables", "ThumbnailOffset"],
  ...["ThumbnailLength", "YCbCrCoefficients", "YCbCrSubSampling", "YCbCrPositioning", "ReferenceBlackWhite", "Make", "Model"],
  ...[
    "CFARepeatPatternDim",
    "CFAPattern2",
    "ExposureTime",
    "FNumber",
    "ExifOffset",
    "ICC_Profile",
    "ExposureProgram",
    "SpectralSensitivity",
  ],
  ...["ISO", "SensitivityType", "StandardOutputSensitivity", "RecommendedExposureIndex", "ExifVersion", "ComponentsConfiguration"],
  ...["CompressedBitsPerPixel", "ShutterSpeedValue", "ApertureValue", "BrightnessValue", "ExposureCompensation", "ExposureBiasValue"],
  ...["MaxApertureValue", "SubjectDistance", "MeteringMode", "LightSource", "Flash", "FocalLength", "SubjectArea", "TIFF-EPStandardID"],
  ...["SensingMethod", "FlashpixVersion", "ColorSpace", "ExifImageWidth", "ExifImageHeight", "PixelXDimension", "PixelYDimension"],
  ...["InteropOffset", "FlashEnergy", "FocalPlaneXResolution", "FocalPlaneYResolution", "FocalPlaneResolutionUnit", "ExposureIndex"],
  ...["FileSource", "SceneType", "CFAPattern", "CustomRendered", "ExposureMode", "WhiteBalance", "DigitalZoomRatio"],
  ...["FocalLengthIn35mmFormat", "FocalLengthIn35mmFilm", "SceneCaptureType", "GainControl", "Contrast", "Saturation", "Sharpness"],
  ...["SubjectDistanceRange", "LensInfo", "LensMake", "LensModel", "CompositeImage", "GDALNoData", "Gamma", "PageNumber"],
  ...["DNGVersion", "DNGBackwardVersion", "UniqueCameraModel", "LocalizedCameraModel", "CFAPlaneColor", "CFALayout", "LinearizationTable"],
  ...["BlackLevelRepeatDim", "BlackLevel", "WhiteLevel", "DefaultScale", "DefaultCropOrigin", "DefaultCropSize", "ColorMatrix1"],
  ...["ColorMatrix2", "CameraCalibration1", "CameraCalibration2", "AnalogBalance", "AsShotNeutral", "BaselineExposure", "BaselineNoise"],
  ...["BaselineSharpness", "BayerGreenSplit", "LinearResponseLimit", "DNGLensInfo", "AntiAliasStrength", "ShadowScale"],
  ...["CalibrationIlluminant1", "CalibrationIlluminant2", "BestQualityScale", "ActiveArea", "MaskedAreas", "AsShotICCProfile"],
  ...["ColorimetricReference", "ProfileName", "ForwardMatrix1", "ForwardMatrix2", "PreviewColorSpace", "OpcodeList1", "OpcodeList2"],
  ...["OpcodeList3", "NoiseProfile", "FrameRate", "OriginalDefaultFinalSize", "RawToPreviewGain", "DefaultUserCrop"],
]);

/** When. */
export const timeExif: ReadonlySet<string> = new Set([
  ...["ModifyDate", "DateTimeOriginal", "CreateDate", "OffsetTime", "OffsetTimeOriginal", "OffsetTimeDigitized", "SubSecTime"],
  ...["SubSecTimeOriginal", "SubSecTimeDigitized", "PreviewDateTime", "TimeCodes"],
]);

/** Which machine or which very picture. */
export const serialExif: ReadonlySet<string> = new Set([
  ...["SerialNumber", "LensSerialNumber", "CameraSerialNumber", "ImageUniqueID", "RawDataUniqueID", "ImageNumber", "RawImageDigest"],
  ...["OriginalRawFileDigest", "PreviewSettingsDigest", "CameraLabel"],
]);

/** Words that a person or a program wrote. */
export const wordsExif: ReadonlySet<string> = new Set([
  ...[
    "DocumentName",
    "ImageDescription",
    "PageName",
    "Artist",
    "HostComputer",
    "Copyright",
    "UserComment",
    "XPTitle",
    "XPComment",
    "XPAuthor",
  ],
  ...["XPKeywords", "XPSubject", "OwnerName", "OriginalRawFileName", "RelatedSoundFile", "GDALMetadata", "Software"],
]);

/** Where: map pictures say it in tags of their own; air pressure tells a height. */
export const positionExif: ReadonlySet<string> = new Set([
  ...["PixelScale", "ModelTiePoint", "ModelTransform", "GeoTiffDirectory", "GeoTiffDoubleParams", "GeoTiffAsciiParams", "Pressure"],
  ...["AmbientTemperature", "Humidity"],
]);

/** Properties of packets: how the camera looked, not where from. */
export const harmlessXmp: ReadonlySet<string> = new Set([
  ...["dc:format", "xmp:Rating", "drone-dji:Version", "drone-dji:ImageSource", "drone-dji:RelativeAltitude", "drone-dji:GimbalRollDegree"],
  ...["drone-dji:GimbalYawDegree", "drone-dji:GimbalPitchDegree", "drone-dji:GimbalReverse", "drone-dji:FlightRollDegree"],
  ...["drone-dji:FlightYawDegree", "drone-dji:FlightPitchDegree", "drone-dji:CamReverse", "drone-dji:CalibratedFocalLength"],
  ...["drone-dji:CalibratedOpticalCenterX", "drone-dji:CalibratedOpticalCenterY", "drone-dji:DewarpFlag", "drone-dji:DewarpData"],
  ...[
    "drone-dji:SensorTemperature",
    "drone-dji:ShutterType",

    "drone-dji:WhiteBalanceCCT",
    "drone-dji:DroneModel",
  ],
  ...["crs:Version", "crs:HasSettings", "crs:HasCrop", "crs:AlreadyApplied", "GPano:ProjectionType", "GPano:UsePanoramaViewer"],
  ...["GPano:CroppedAreaImageWidthPixels", "GPano:CroppedAreaImageHeightPixels", "GPano:FullPanoWidthPixels"],
  ...["GPano:FullPanoHeightPixels", "GPano:CroppedAreaLeftPixels", "GPano:CroppedAreaTopPixels", "GPano:PoseHeadingDegrees"],
]);

/** Local names of properties that say when. */
export const timeXmp =
  /^(ModifyDate|CreateDate|MetadataDate|DateCreated|DateTimeOriginal|DateTimeDigitized|DateTime|UTCAtExposure|OffsetTime\w*|SubSecTime\w*|(First|Last)PhotoDate|when)$/;

/** Local names of properties that say which machine or which very file. */
export const serialXmp =
  /(serial|uuid|uniqueid|^documentid$|^instanceid$|^originaldocumentid$|^imageuniqueid$|^captureid$|^contentidentifier$|lensid$)/i;

/** Prefixes of words. */
export const wordsXmp: ReadonlySet<string> = new Set([
  "dc",
  "photoshop",
  "Iptc4xmpCore",
  "Iptc4xmpExt",
  "xmpRights",
  "plus",
  "MicrosoftPhoto",
  "mwg-rs",
  "lr",
]);
